import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLines } from "./csv.ts";

/** A reader of RFC 4180 that shares nothing with the writer: character by character. */
const read = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    expect(text[at]).toBe('"');
    let value = "";
    for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
      if (text[at] === '"') at += 1;
      value += text[at];
    }
    row.push(value);
    at += 1;
    if (text[at] === ",") at += 1;
    else {
      expect(text.slice(at, at + 2)).toBe("\r\n");
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
};

const tables = fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }));

it("LOG-04: every table is read back as it was written, but for the mark before a formula", () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const marked = rows.map((row) =>
        row.map((value) => ("=+-@\t\r".includes(value[0] ?? " ") ? `'${value}` : value)),
      );
      expect(read(csvLines(rows))).toEqual(marked);
    }),
  );
});
