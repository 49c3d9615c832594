// Runs the tests beside the sources with Node's own runner. Arguments name the files to run; none: all.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./files.mjs";

const OUT = join(ROOT, ".tests");
const wanted = process.argv.slice(2);
const tests = readdirSync(ROOT, { recursive: true })
  .filter((name) => /\.test\.tsx?$/.test(name) && !name.includes("node_modules"))
  .filter((name) => !wanted.length || wanted.some((part) => name.includes(part)))
  .sort();
rmSync(OUT, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: tests,
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  packages: "external",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".css": "empty", ".svg": "empty" },
  sourcemap: "inline",
  logLevel: "warning",
});
const compiled = readdirSync(OUT, { recursive: true }).filter((name) => name.endsWith(".test.mjs")).map((name) => join(OUT, name));
const reporter = process.env.CI || !process.stdout.isTTY ? "dot" : "spec";
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", `--test-reporter=${wanted.length ? "spec" : reporter}`, ...compiled], {
  stdio: "inherit",
  env: { ...process.env, TZ: "America/Chicago" },
});
process.exit(run.status ?? 1);
