import fc from "fast-check";
import { expect, it } from "vitest";
import { createSecureRandom } from "./random.ts";

it("SES-01: unpredictable bytes have the length that was asked for and never come twice", () => {
  const random = createSecureRandom();
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 40 }), (length) => {
      const bytes = random.bytes(length);
      expect(bytes).toHaveLength(length);
      const text = Buffer.from(bytes).toString("hex");
      expect(seen.has(text)).toBe(false);
      seen.add(text);
    }),
    { numRuns: 2_000 },
  );
});

it("SES-01: what was given out is its own memory, and is in no pool", () => {
  const random = createSecureRandom();
  const first = random.bytes(16);
  const copy = Buffer.from(first);
  const second = random.bytes(16);
  second.fill(0);
  expect(Buffer.from(first).equals(copy)).toBe(true);
  expect(first.buffer.byteLength).toBe(16);
});
