import { BlockList, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressGroups } from "./address-key.ts";
import { isWithin, parseRange } from "./ranges.ts";

const family = (address: string): "ipv4" | "ipv6" => (isIPv6(address) ? "ipv6" : "ipv4");

/** Inside IPv6 some addresses mean IPv4 ones; they are looked at elsewhere. */
const plainV6 = fc.ipV6().filter((text) => !/^(0{0,4}:)*:?(ffff|64:ff9b)|\./i.test(text));

/** An address, and one beside it that differs in one bit. */
const neighbours = fc.oneof(
  fc.record({ address: fc.ipV4(), bits: fc.integer({ min: 1, max: 32 }) }),
  fc.record({ address: plainV6, bits: fc.integer({ min: 1, max: 64 }) }),
);

describe("ranges of addresses", () => {
  it("RL-13: hold exactly what the runtime's own lists hold", () => {
    fc.assert(
      fc.property(neighbours, fc.ipV4(), plainV6, ({ address, bits }, four, six) => {
        const range = parseRange(`${address}/${bits}`);
        const list = new BlockList();
        list.addSubnet(address, bits, family(address));
        const other = isIPv6(address) ? six : four;
        for (const asked of [address, other]) {
          const groups = addressGroups(asked);
          if (range === undefined || groups === undefined) throw new Error("no address");
          expect(isWithin(groups, range)).toBe(list.check(asked, family(asked)));
        }
      }),
      { numRuns: 400 },
    );
  });

  it("RL-13: have one spelling, which reads back as the same range", () => {
    fc.assert(
      fc.property(neighbours, ({ address, bits }) => {
        const range = parseRange(`${address}/${bits}`);
        if (range === undefined) throw new Error("no range");
        expect(parseRange(range.text)).toEqual(range);
      }),
    );
  });
});
