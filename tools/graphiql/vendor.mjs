// Copies GraphiQL and React, as published and already minified, into the server's static files. Fonts that the style
// sheet embeds are left out (the system's are used), and so are references to source maps, which are not served.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const modules = new URL("./node_modules/", import.meta.url).pathname;
const target = new URL("../../services/web/static/graphiql/vendor/", import.meta.url).pathname;

const withoutSourceMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");
const withoutFonts = (text) => text.replace(/@font-face\s*\{[^}]*\}/g, "");

const files = {
  "react.js": ["react/umd/react.production.min.js", withoutSourceMap],
  "react-dom.js": ["react-dom/umd/react-dom.production.min.js", withoutSourceMap],
  "graphiql.js": ["graphiql/graphiql.min.js", withoutSourceMap],
  "graphiql.css": ["graphiql/graphiql.min.css", withoutFonts],
};

async function packages() {
  const names = [];
  for (const name of (await readdir(modules)).filter((each) => !each.startsWith("."))) {
    if (name.startsWith("@")) {
      names.push(...(await readdir(join(modules, name))).map((each) => join(name, each)));
    } else {
      names.push(name);
    }
  }
  return names.sort();
}

async function licence(name) {
  const { version, license } = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
  const file = (await readdir(join(modules, name))).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file ? await readFile(join(modules, name, file), "utf8") : "(the package has no licence file)";
  return `${name} ${version}: ${license}\n\n${text.trim()}\n`;
}

await mkdir(target, { recursive: true });
for (const [name, [source, change]] of Object.entries(files)) {
  await writeFile(join(target, name), change(await readFile(join(modules, source), "utf8")));
}
const licences = await Promise.all((await packages()).filter((each) => !each.startsWith("@types/")).map(licence));
const heading = "Packages that are, whole or in part, in the files of this folder, and their licences.\n";
await writeFile(join(target, "LICENSES.txt"), [heading, ...licences].join(`\n${"-".repeat(80)}\n\n`));
