import{a as e}from"./chunk-RZ236HD7.js";import{pa as r}from"./chunk-6AJIKYN3.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
