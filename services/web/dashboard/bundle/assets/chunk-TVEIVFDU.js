import{a as e}from"./chunk-IRNTBQBT.js";import{pa as r}from"./chunk-BP55CV2H.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
