import{a as e}from"./chunk-2GA2BQW4.js";import{ta as r}from"./chunk-W4VQV6RH.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
