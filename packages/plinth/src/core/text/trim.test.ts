import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trimEndWhile, trimStartWhile, trimWhile } from "#core";

const isSign = (character: string): boolean => !/[\p{L}\p{N}]/u.test(character);

describe("taking characters off the ends", () => {
  it("P-070: says the same as the regular expressions it stands for", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "é", "7", " ", ".", "😀", "𝒳", "\ud800") });
    fc.assert(
      fc.property(text, (value) => {
        expect(trimEndWhile(value, isSign)).toBe(value.replace(/[^\p{L}\p{N}]+$/u, ""));
        expect(trimStartWhile(value, isSign)).toBe(value.replace(/^[^\p{L}\p{N}]+/u, ""));
        expect(trimWhile(` ${value} `, (character) => character === " ")).toBe(
          ` ${value} `.replace(/^ +| +$/g, ""),
        );
      }),
    );
  });
});
