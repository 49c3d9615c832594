import{a as e}from"./chunk-ZTYBXIPY.js";import{oa as r}from"./chunk-32VGL4ZY.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
