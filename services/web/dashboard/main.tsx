import { render } from "preact";
import { App } from "./app/app.tsx";
import { followKeys } from "./app/keyboard.ts";
import { followLinks } from "./app/router.ts";
import { viewOf } from "./app/views.ts";
import "./styles/all.css";

followLinks((path) => viewOf(path) !== null);
followKeys();
const root = document.getElementById("app");
if (root) render(<App />, root);
