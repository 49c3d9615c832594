// Builds the bundle that is committed, so that a server needs no Node. Names of assets have a hash of their content, so
// browsers keep them for good. With --check it builds into memory and says whether the committed bundle is current.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { ROOT, writeOrCheck } from "./files.mjs";

const BUNDLE = join(ROOT, "bundle");
const ASSETS = join(BUNDLE, "assets");
const isCheck = process.argv.includes("--check");

const result = await build({
  absWorkingDir: ROOT,
  entryPoints: { tandem: "main.tsx" },
  outdir: ASSETS,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file" },
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "warning",
});

const named = (ending) => {
  const path = Object.keys(result.metafile.outputs).find((name) => /\/tandem-[^/]*$/.test(name) && name.endsWith(ending));
  return `/assets/${path.split("/").at(-1)}`;
};
const page = readFileSync(join(ROOT, "index.html"), "utf8")
  .replace("{script}", named(".js"))
  .replace("{style}", named(".css"))
  .replace("{preloads}", preloads().map((url) => `<link rel="modulepreload" href="${url}">`).join("\n"));

/** What the entry and the overview import, so that a browser loads it at once instead of import by import. Most of it is
 * needed by every other view, too. */
function preloads() {
  const { outputs } = result.metafile;
  const needed = new Set(Object.keys(outputs).filter((name) => outputs[name].entryPoint === "views/overview/overview.tsx"));
  const addImports = (name) => outputs[name].imports.filter(({ kind, path }) => kind === "import-statement" && !needed.has(path)).forEach(({ path }) => {
    needed.add(path);
    addImports(path);
  });
  [Object.keys(outputs).find((name) => outputs[name].entryPoint === "main.tsx"), ...needed].forEach(addImports);
  return [...needed].map((name) => `/assets/${name.split("/").at(-1)}`).sort();
}

const files = [
  [join(BUNDLE, "index.html"), page],
  ...result.outputFiles.map(({ path, contents }) => [path, contents]),
  ...["icon.svg"].map((name) => [join(ASSETS, name), readFileSync(join(ROOT, name))]),
];
const kept = new Set(files.map(([path]) => path));
const old = (existsSync(ASSETS) ? readdirSync(ASSETS) : []).map((name) => join(ASSETS, name)).filter((path) => !kept.has(path));
if (isCheck && old.length) {
  console.error(`not part of the bundle any more: ${old.map((path) => relative(ROOT, path)).join(", ")}; run \`make dashboard\``);
  process.exit(1);
}
old.forEach((path) => rmSync(path));
writeOrCheck(files, isCheck);
