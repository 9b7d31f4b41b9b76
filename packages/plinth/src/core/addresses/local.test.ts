import fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalAddresses } from "./local.ts";

/** Random bytes that are always the same: addresses begin where these say. */
const fixed = (start: number) => ({
  bytes: (count: number) =>
    Buffer.from([start >> 16, (start >> 8) & 255, start & 255]).subarray(0, count),
});

test("P-069: no local address is given twice, wherever they begin, and each is a host", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xff_ff_ff }), (start) => {
      const nextAddress = createLocalAddresses(fixed(start));
      const given = Array.from({ length: 2_000 }, () => nextAddress());
      expect(new Set(given).size).toBe(2_000);
      const isHost = (address: string): boolean => {
        const [first, second = 0, third = 0, fourth = 0, ...more] = address.split(".").map(Number);
        const isInside =
          first === 127 && second >= 1 && second <= 254 && third >= 0 && third <= 255;
        return isInside && fourth >= 1 && fourth <= 254 && more.length === 0;
      };
      expect(given.filter((address) => !isHost(address))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
