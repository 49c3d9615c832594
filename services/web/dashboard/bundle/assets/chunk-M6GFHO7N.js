import{a as e}from"./chunk-WTFUZMOJ.js";import{oa as r}from"./chunk-H4JJK6EQ.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
