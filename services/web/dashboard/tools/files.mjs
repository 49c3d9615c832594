// Writing generated files, or saying which of them are not current.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Write the files, pairs of a path and its text; or, when only checking, end with 1 where one differs. */
export function writeOrCheck(files, isCheck) {
  const stale = files.filter(([path, text]) => !existsSync(path) || !readFileSync(path).equals(Buffer.from(text)));
  if (isCheck && stale.length) {
    console.error(`not current: ${stale.map(([path]) => relative(ROOT, path)).join(", ")}; run \`make dashboard\``);
    process.exit(1);
  }
  for (const [path, text] of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
