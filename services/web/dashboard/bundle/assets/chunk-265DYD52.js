import{a as e}from"./chunk-PB4QOM4J.js";import{oa as r}from"./chunk-UEILDILU.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
