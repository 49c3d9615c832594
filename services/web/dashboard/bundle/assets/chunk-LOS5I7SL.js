var s=class{#s="";#t="";keyOf(i){let t=JSON.stringify(i);return(!this.#t||t!==this.#s)&&(this.#t=crypto.randomUUID()),this.#s=t,this.#t}end(){this.#t=""}};export{s as a};
