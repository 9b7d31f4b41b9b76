import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sqlOfFile } from "./built-sql.ts";

/** Lines of code, a case each. */
const casesOf = (name: string): readonly string[] =>
  readFileSync(new URL(name, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

const builtIn = (source: string): number => sqlOfFile("planted.ts", source).built.length;

describe("VAL-12: SQL that is put together from strings", () => {
  it.each(casesOf("planted.txt"))("is found in: %s", (source) => {
    expect(builtIn(source)).toBe(1);
  });

  it.each(casesOf("harmless.txt"))("is not: %s", (source) => {
    expect(builtIn(source)).toBe(0);
  });

  it("is told with its place, and what is safe is counted", () => {
    const source = 'sql`select 1`.execute(db);\n\nconst a = "delete from t where b = " + c;\n';
    const { safe, built } = sqlOfFile("a.ts", source);
    expect(safe).toBe(2);
    expect(built).toEqual([{ file: "a.ts", line: 3, text: '"delete from t where b = " + c' }]);
  });
});
