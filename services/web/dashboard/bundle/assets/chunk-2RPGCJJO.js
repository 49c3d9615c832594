import{Ra as t,a as n}from"./chunk-PLE2E4PJ.js";function c({text:o}){return t(n,{children:o.split("**").map((b,i)=>i%2?t("b",{children:b},i):b)})}export{c as a};
