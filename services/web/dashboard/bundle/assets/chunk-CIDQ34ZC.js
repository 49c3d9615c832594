import{V as t,ba as o,c as r,d as i}from"./chunk-PUMBLCNU.js";var e;function m(){let[n,s]=r();return i(()=>{e??=o(t,{}).then(u=>u.viewer),e.then(s,()=>{e=void 0})},[]),n}export{m as a};
