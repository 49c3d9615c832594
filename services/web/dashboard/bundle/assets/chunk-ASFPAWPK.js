var n=({development:e,side:o,seesEveryDistrict:t})=>!e&&o===null&&!t,s=(e,o)=>e?!n(e):!o.startsWith("/stories/");export{n as a,s as b};
