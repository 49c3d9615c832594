import{Z as t,c as r,d as i,ga as o}from"./chunk-BP55CV2H.js";var e;function m(){let[n,s]=r();return i(()=>{e??=o(t,{}).then(u=>u.viewer),e.then(s,()=>{e=void 0})},[]),n}export{m as a};
