import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTexts, fillEnglish } from "./texts.ts";
import { readNumber, readNumberWithin, writeNumber } from "./typed-number.ts";

// Those of the pages, and some whose groups and digits are others.
const LOCALES = ["en", "de", "ar-u-nu-latn", "ar-EG", "fa", "fr", "de-CH", "pl"] as const;
const textsOf = (locale: string) => createTexts(locale, fillEnglish);
const thousandths = fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1_000);

describe("STR-09, MEAL-01: numbers are read as people of a language type them", () => {
  it.each(LOCALES)("what Intl writes is read back: %s", (locale) => {
    const t = textsOf(locale);
    const said = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
    fc.assert(
      fc.property(fc.oneof(thousandths, fc.nat(), fc.integer()), (value) => {
        expect(readNumber(t, said.format(value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it.each(LOCALES)("what stands in a field is read back: %s", (locale) => {
    const t = textsOf(locale);
    fc.assert(
      fc.property(fc.oneof(thousandths, fc.nat()), (value) => {
        expect(readNumber(t, writeNumber(t, value))).toBe(value);
      }),
    );
  });

  it.each([
    ["en", "2,000", 2000],
    ["en", "72,5", 72.5],
    ["en", "1.125", 1.125],
    ["en", "1.234.567", 1_234_567],
    ["en", "1.234,5", 1234.5],
    ["de", "2.000", 2000],
    ["de", "1,5", 1.5],
    ["de", "72.5", 72.5],
    ["de", "0.500", 0.5],
    ["de", "1,125", 1.125],
    ["de", "2 000", 2000],
    ["de", "2’000,50", 2000.5],
    ["ar-u-nu-latn", "٢٠٠٠", 2000],
    ["ar-u-nu-latn", "٢٬٠٠٠", 2000],
    ["ar-u-nu-latn", "٧٢٫٥", 72.5],
    ["ar-u-nu-latn", "٧٢٫١٢٥", 72.125],
    ["en", "۱۲۵۰", 1250],
    ["en", "\u2068 2000 \u2069", 2000],
    ["en", ".5", 0.5],
    ["en", "72.", 72],
    ["en", "−3", -3],
  ])("in %s, “%s” is %d", (locale, text, value) => {
    expect(readNumber(textsOf(locale), text)).toBe(value);
  });

  it.each([
    ...[
      "",
      " ",
      "-",
      ".",
      ",",
      "1e3",
      "0x7d0",
      "0b1",
      "Infinity",
      "NaN",
      "½",
      "2000 kcal",
      "1,2,3",
    ],
    ...["2,00,0", "1.234,567.8", "1,234 567", "1 2", "12 34", "--1", "+-1", "1٫2٫3", "1.2.3.", "٫"],
    "9".repeat(400),
  ])("“%s” is no number in any language", (text) => {
    for (const locale of LOCALES) expect(readNumber(textsOf(locale), text)).toBeUndefined();
  });

  it("whatever is typed, what comes out can be counted with", () => {
    const keys = fc.constantFrom(..."0123456789.,'’ -−e+xkg٠٥٩٫٬،۴\u00a0\u200f");
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCALES),
        fc.oneof(fc.string({ unit: keys, maxLength: 14 }), fc.string()),
        (locale, text) => {
          const value = readNumber(textsOf(locale), text);
          if (value === undefined) return;
          expect(Number.isFinite(value)).toBe(true);
          expect(text).not.toMatch(/[a-z½]/i);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("what is not within the bounds is not taken", () => {
    const t = textsOf("en");
    const bounds = { least: 1_200, most: 6_000, isWhole: true };
    expect(readNumberWithin(t, "2,000", bounds)).toBe(2000);
    for (const text of ["1,199", "6,001", "2000.5", "", "two"])
      expect(readNumberWithin(t, text, bounds)).toBeUndefined();
    expect(readNumberWithin(t, "0.5", { least: 0.5, most: 1 })).toBe(0.5);
  });
});
