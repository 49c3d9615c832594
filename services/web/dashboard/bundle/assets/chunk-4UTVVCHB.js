import{a as e}from"./chunk-XV5SQM5Z.js";import{ta as r}from"./chunk-ZSZYOYET.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
