import{a as e}from"./chunk-WK32YGSW.js";import{ta as r}from"./chunk-E3ZDZN44.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
