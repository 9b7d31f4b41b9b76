import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFormats, englishNumber } from "./formats.ts";

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
