import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountText, costOf, parseAmount, parsePrice } from "./money.ts";

describe("money", () => {
  it("QB-03: costs are exact in micro-units, whatever the number of tokens", () => {
    fc.assert(
      fc.property(
        fc.nat(9_999_999),
        fc.nat(9_999_999),
        fc.nat(2_000_000),
        (cents, tokens, more) => {
          const price = parsePrice({
            input: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
            output: "0",
          });
          const cost = BigInt(costOf(price, tokens, more)) * 1_000_000n;
          const exact = price.input * BigInt(tokens);
          expect(cost - exact <= 500_000n && exact - cost < 500_001n).toBe(true);
        },
      ),
    );
    expect(parseAmount("0.15")).toBe(150_000n);
    expect(amountText(1_234_567)).toBe("1.234567");
    for (const text of ["", "-1", "1e3", "0.1234567", "1,5"]) {
      expect(() => parseAmount(text)).toThrow(RangeError);
    }
  });
});
