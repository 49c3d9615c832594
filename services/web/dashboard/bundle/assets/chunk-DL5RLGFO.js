var n,o=(e,t)=>{n={subject:e,isShown:t}};function s(e){return n?.subject!==e?null:n.isShown?"Saved. Both sides see it now.":"Saved. Both sides see it in a moment."}export{o as a,s as b};
