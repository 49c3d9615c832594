import{a as e}from"./chunk-FLBYE24T.js";import{pa as r}from"./chunk-6GXAZPC7.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
