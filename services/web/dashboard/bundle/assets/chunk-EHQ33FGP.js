import{a as e}from"./chunk-XWPIMRXN.js";import{oa as r}from"./chunk-BYUN3XEW.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
