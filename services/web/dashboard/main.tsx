import { render } from "preact";
import { App } from "./app/app.tsx";
import { followKeys } from "./app/keyboard.ts";
import { KEYS } from "./app/keys.tsx";
import { followLinks } from "./app/router.ts";
import { SEARCH } from "./app/search.tsx";
import { viewOf } from "./app/views.ts";
import "./styles/all.css";

followLinks((path) => viewOf(path) !== null);
followKeys({
  "/": () => document.getElementById(SEARCH)?.setAttribute("open", ""),
  "?": () => {
    document.getElementById(KEYS)?.showPopover();
    document.getElementById(KEYS)?.focus();
  },
});
const root = document.getElementById("app");
if (root) render(<App />, root);
