import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readFuseFilter } from "../../packages/plinth/src/modules/credentials/policy/blocklist/fuse-filter.ts";
import { buildFuseFilter } from "./build-fuse-filter.ts";
import { readListEntries } from "./entries.ts";

test("ID-03: a filter has every text it was made from, any text, any number", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 300 }),
      (texts) => {
        const bytes = buildFuseFilter(texts);
        const filter = readFuseFilter(bytes);
        expect(filter.count).toBe(texts.length);
        expect(texts.filter((text) => !filter.has(text))).toEqual([]);
        expect(buildFuseFilter(texts).equals(bytes)).toBe(true);
        expect(() => readFuseFilter(bytes.subarray(0, -1))).toThrow(RangeError);
      },
    ),
    { numRuns: 50 },
  );
});

test("ID-03: it has few of the texts it was not made from, at a size that is used", () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => `in ${index}`);
  const filter = readFuseFilter(buildFuseFilter(texts));
  expect(texts.every((text) => filter.has(text))).toBe(true);
  const others = Array.from({ length: 100_000 }, (_, index) => `out ${index}`);
  expect(others.filter((text) => filter.has(text)).length).toBeLessThan(10);
});

test("ID-03: the filter that ships is the one that this list gives, and has all of it", () => {
  const shipped = readFileSync(
    new URL(
      "../../packages/plinth/src/modules/credentials/policy/blocklist/common-passwords.bin",
      import.meta.url,
    ),
  );
  const { entries } = readListEntries();
  // Not compared by toEqual, whose report of 680,000 bytes would take minutes.
  expect(buildFuseFilter(entries).equals(shipped)).toBe(true);
  const { has } = readFuseFilter(shipped);
  expect(entries.filter((entry) => !has(entry))).toEqual([]);
});

test("a text that is there twice is an error, not an endless search", () => {
  expect(() => buildFuseFilter(["a", "a"])).toThrow(RangeError);
});
