import { SourceMap } from "node:module";
import fc from "fast-check";
import { expect, it } from "vitest";
import { lineRuns } from "./line-runs.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const vlq = (value: number): string => {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const more = rest > 31 ? 32 : 0;
    text += DIGITS[(rest & 31) | more];
    rest >>= 5;
  } while (rest > 0);
  return text;
};

/** Lines of the output, each with the source and line it comes from. */
const origins = fc.array(
  fc.option(fc.record({ source: fc.nat(3), line: fc.nat(5_000) }), { nil: undefined }),
  { maxLength: 40 },
);

const mappingsOf = (rows: readonly ({ source: number; line: number } | undefined)[]): string => {
  let before = { source: 0, line: 0 };
  return rows
    .map((row) => {
      if (row === undefined) return "";
      const text = [0, row.source - before.source, row.line - before.line, 0].map(vlq).join("");
      before = row;
      return text;
    })
    .join(";");
};

it("LOG-01: lines of packed code lead to the lines that Node's own reader of source maps finds", () => {
  fc.assert(
    fc.property(origins, (rows) => {
      const mappings = mappingsOf(rows);
      const sources = ["a.ts", "b.ts", "c.ts", "d.ts"];
      const map = new SourceMap({
        version: 3,
        file: "x.js",
        sources,
        sourcesContent: [],
        names: [],
        mappings,
        sourceRoot: "",
      });
      const runs = lineRuns(mappings);
      rows.forEach((row, index) => {
        if (row === undefined) return;
        let at = 0;
        while (at + 3 < runs.length && (runs[at + 3] ?? 0) <= index + 1) at += 3;
        const [first = 0, source = 0, line = 0] = runs.slice(at, at + 3);
        const found = map.findEntry(index, 0);
        expect(found).toMatchObject({
          originalSource: sources[source],
          originalLine: line - 1 + (index + 1 - first),
        });
      });
    }),
  );
});
