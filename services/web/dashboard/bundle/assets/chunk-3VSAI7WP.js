import{c as r,d as i,ga as t,pa as o}from"./chunk-PLE2E4PJ.js";var e;function m(){let[n,s]=r();return i(()=>{e??=o(t,{}).then(u=>u.viewer),e.then(s,()=>{e=void 0})},[]),n}export{m as a};
