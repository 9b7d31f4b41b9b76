import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "..");

/** Stores a result as JSON; the default place is `results/<kind>-<date>.json`. Returns where. */
export function storeResult(kind: string, result: unknown, file?: string): string {
  const stamp = new Date().toISOString().replaceAll(":", "-").slice(0, 19);
  const target = file ? resolve(file) : join(folder, "results", `${kind}-${stamp}.json`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(result, null, 2)}\n`);
  return target;
}

/**
 * Replaces what stands between `<!-- <mark> -->` and `<!-- /<mark> -->` in a Markdown file given
 * relative to bench/. Throws if the marks are not there.
 */
export function writeSection(file: string, mark: string, text: string): void {
  const path = resolve(folder, file);
  const old = readFileSync(path, "utf8");
  const [open, close] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const start = old.indexOf(open);
  const end = old.indexOf(close);
  if (start < 0 || end < start) throw new Error(`${file} has no section "${mark}"`);
  writeFileSync(path, `${old.slice(0, start + open.length)}\n\n${text}\n\n${old.slice(end)}`);
}

/** Exact versions of the packages in this folder's package.json that `names` asks for. */
export function readVersions(names: readonly string[]): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.fromEntries(names.map((name) => [name, String(dependencies[name])]));
}

/** The command as a person would type it: no absolute path in it. */
export function describeCommand(script: string): string {
  return ["npm --prefix bench", script, ...(process.argv.length > 2 ? ["--"] : [])]
    .concat(process.argv.slice(2))
    .join(" ");
}
