import { createTexts, english } from "@plinth/console";
import fc from "fast-check";
import { expect, it } from "vitest";
import { formatWeight } from "#core";
import { weightWords } from "./weight-words.ts";

it("STR-09: weights in English are those of the core", () => {
  const grams = fc.oneof(fc.double({ min: 0, max: 3_000, noNaN: true }), fc.nat(200_000));
  fc.assert(
    fc.property(grams, fc.constantFrom("metric" as const, "us" as const), (weight, units) => {
      expect(weightWords(english, weight, units)).toBe(formatWeight(weight, units));
    }),
  );
});

it("STR-09: in another language they have its comma and its units", () => {
  const said = (locale: string) => createTexts(locale, (message) => [message]);
  expect(weightWords(said("de"), 1_250, "metric")).toBe("1,25 kg");
  expect(weightWords(said("ar-u-nu-latn"), 450, "metric")).toBe("450 غ");
  expect(weightWords(said("ar-u-nu-latn"), 1, "metric")).toBe("1 غ");
  expect(weightWords(said("ar-u-nu-latn"), 28.35, "us")).toBe("1 أونصة");
});
