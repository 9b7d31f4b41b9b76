import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFormats, englishAmount, englishList, englishNumber } from "./formats.ts";

describe("PERF-04: numbers and dates are written without waiting for Intl", () => {
  it("English numbers are those of Intl", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true }), fc.nat()), (value) => {
        // Nobody says "minus nothing".
        fc.pre(!Object.is(value, -0));
        expect(englishNumber(value)).toBe(new Intl.NumberFormat("en").format(value));
      }),
    );
  });

  it.each([
    { style: "currency", currency: "USD" },
    { minimumFractionDigits: 1, maximumFractionDigits: 1 },
  ] as const)("English amounts are those of Intl: %j", (options) => {
    const said = new Intl.NumberFormat("en", options);
    const cents = fc.integer({ min: 0, max: 1e9 }).map((n) => n / 1_000);
    const any = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(cents, any, fc.nat(1e9)), (value) => {
        expect(englishAmount(value, options)).toBe(said.format(value));
      }),
      { numRuns: 1_000 },
    );
    // What is below nothing, or beyond counting, is said by Intl.
    for (const value of [-1, 1e-7, 1e12, Number.NaN, Number.POSITIVE_INFINITY])
      expect(englishAmount(value, options)).toBeUndefined();
    expect(englishAmount(1, { style: "percent" })).toBeUndefined();
  });

  it.each([
    { type: "unit", style: "short" },
    { type: "unit", style: "narrow" },
  ] as const)("English lists are those of Intl: %j", (options) => {
    const said = new Intl.ListFormat("en", options);
    fc.assert(
      fc.property(fc.array(fc.string()), (items) => {
        expect(englishList(items, options)).toBe(said.format(items));
      }),
    );
    expect(englishList(["a", "b"])).toBeUndefined();
  });

  it("a formatter is made once for what it is asked for with", () => {
    const formats = createFormats("de");
    const money = { style: "currency", currency: "USD" } as const;
    expect(formats.number(money)).toBe(formats.number({ ...money }));
    expect(formats.number(money)).not.toBe(formats.number());
    expect(formats.number(money).format(1.5)).toBe(new Intl.NumberFormat("de", money).format(1.5));
    expect(formats.plural().select(1)).toBe("one");
    expect(formats.list().format(["A", "B"])).toBe("A und B");
    expect(formats.date({ weekday: "long", timeZone: "UTC" }).format(0)).toBe("Donnerstag");
  });
});
