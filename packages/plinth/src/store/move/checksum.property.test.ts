import fc from "fast-check";
import { expect, it } from "vitest";
import { createTableSum, type Row } from "./checksum.ts";

const sumOf = (rows: readonly Row[]): string => {
  const sum = createTableSum(["a", "b"]);
  rows.forEach(sum.add);
  return sum.checksum();
};

const value = fc.oneof(
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.string({ unit: "grapheme-composite" }),
  fc.uint8Array(),
);
const rowOf = fc.record({ a: value, b: value });
const rowsOf = fc.array(rowOf, { minLength: 1, maxLength: 6 });

it("DB-01: the sum of a table depends on its rows, not on their order or that of columns", () => {
  fc.assert(
    fc.property(rowsOf, (rows) => {
      const turned = rows.toReversed().map(({ a, b }) => ({ b, a }));
      expect(sumOf(turned)).toBe(sumOf(rows));
    }),
  );
});

it("DB-01: a row that is missing or there twice changes the sum", () => {
  fc.assert(
    fc.property(rowsOf, ([first, ...more]) => {
      if (first === undefined) return;
      const all = [first, ...more];
      expect(sumOf(more)).not.toBe(sumOf(all));
      expect(sumOf([first, ...all])).not.toBe(sumOf(all));
    }),
  );
});

it.each<readonly [unknown, unknown]>([
  [null, ""],
  [null, 0],
  ["1", 1],
  ["", new Uint8Array()],
  ["a", new Uint8Array([97])],
  ["ä", "a\u0308"],
])("DB-01: %j and %j are not the same value", (one, other) => {
  expect(sumOf([{ a: one, b: 0 }])).not.toBe(sumOf([{ a: other, b: 0 }]));
});

it("DB-01: what stands in one column is not taken for what stands in the next", () => {
  expect(sumOf([{ a: "xs1:y", b: "z" }])).not.toBe(sumOf([{ a: "x", b: "ys1:z" }]));
  expect(sumOf([{ a: "x", b: "y" }])).not.toBe(sumOf([{ a: "y", b: "x" }]));
});
