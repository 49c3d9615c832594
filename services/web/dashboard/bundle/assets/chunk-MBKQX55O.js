import{a as e}from"./chunk-CIDQ34ZC.js";import{ja as r}from"./chunk-PUMBLCNU.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
