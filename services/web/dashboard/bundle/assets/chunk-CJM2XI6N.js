import{a as e}from"./chunk-WIZC4ESE.js";import{ta as r}from"./chunk-KSE4AE7Y.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
