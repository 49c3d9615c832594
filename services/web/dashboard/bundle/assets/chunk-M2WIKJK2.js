import{a as e}from"./chunk-5WV5AXOF.js";import{pa as r}from"./chunk-C4M2VGI7.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
