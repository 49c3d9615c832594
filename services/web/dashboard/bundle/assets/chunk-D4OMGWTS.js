import{a as e}from"./chunk-3VSAI7WP.js";import{ya as r}from"./chunk-PLE2E4PJ.js";function n(){return r(new Date,e()?.timeZone??null)}export{n as a};
