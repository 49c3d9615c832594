import{a as e}from"./chunk-RZTYBFMU.js";import{ja as r}from"./chunk-52MWLUAP.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
