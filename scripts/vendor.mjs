/**
 * Packs packages of many small files into one file each: node:fs and the module loader take a
 * quarter of a millisecond for every file, and 900 of them were more than half of a start. What is
 * imported as `#vendor/…` (packages/plinth/package.json) is had from here in the build, and from the
 * package itself in the sources. Licence comments stay.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./setup.mjs";

const home = join(root, "packages/plinth");
const { imports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

/** Output name to package, such as `typebox-value` to `typebox/value`. */
const input = Object.fromEntries(
  Object.entries(imports)
    .filter(([name]) => name.startsWith("#vendor/"))
    .map(([name, target]) => [name.slice("#vendor/".length), target["plinth-source"]]),
);

const bundle = await rolldown({ input, cwd: home, platform: "node", logLevel: "warn" });
await bundle.write({
  dir: join(home, "dist/vendor"),
  format: "esm",
  // What two of them need is one file too: there must be one registry of formats, not two.
  chunkFileNames: "shared-[hash].js",
  comments: { legal: true },
  // The text of a module stays in memory, twice as large with one character beyond Latin-1: without
  // blanks and comments these take 2 MB less. Names stay, for stack traces.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  cleanDir: true,
});
await bundle.close();
