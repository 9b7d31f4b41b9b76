import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltSql, sqlOfFile } from "./built-sql.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** All that is served or installed; tests and conformance suites attack, and may put together what they like. */
const PRODUCT = ["packages/*/src/**/*.{ts,tsx}", "apps/*/{core,server,web}/**/*.{ts,tsx}"];
const LEFT_OUT = /\.(?:test|test-support)\.tsx?$|\/(?:node_modules|dist|testing|conformance)\//;

/** A quick look: a file without these words is not worth reading as a tree. */
const WORTH =
  /\bsql\b|\.execute|\bselect\b|\binsert\b|\bdelete\b|\bupdate\b|\bpragma\b|\.prepare\(|\bwhere\b/i;

/** What the product does with SQL. */
export interface SqlAudit {
  readonly files: number;
  readonly safe: number;
  readonly fixed: number;
  readonly built: readonly BuiltSql[];
}

/** Looks through the product. */
export const auditSql = (): SqlAudit => {
  const files = globSync(PRODUCT, { cwd: ROOT }).filter((file) => !LEFT_OUT.test(file));
  const seen = files.flatMap((file) => {
    const source = readFileSync(join(ROOT, file), "utf8");
    return WORTH.test(source) ? [sqlOfFile(file, source)] : [];
  });
  const sum = (key: "safe" | "fixed"): number => seen.reduce((all, one) => all + one[key], 0);
  return {
    files: files.length,
    safe: sum("safe"),
    fixed: sum("fixed"),
    built: seen.flatMap(({ built }) => built),
  };
};
