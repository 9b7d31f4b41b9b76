import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKey } from "./address-key.ts";

/** Writes eight groups as people and systems do: any case, leading zeros, one run shortened. */
const spell = (groups: readonly number[], upper: boolean, padded: boolean, shorten: boolean) => {
  const texts = groups.map((group) => {
    const text = group.toString(16).padStart(padded ? 4 : 1, "0");
    return upper ? text.toUpperCase() : text;
  });
  const from = groups.indexOf(0);
  if (!shorten || from === -1) return texts.join(":");
  let to = from;
  while (groups[to] === 0) to += 1;
  return `${texts.slice(0, from).join(":")}::${texts.slice(to).join(":")}`;
};

const group = fc.integer({ min: 0, max: 65_535 });
const groupOrZero = fc.oneof(group, fc.constant(0));

describe("RL-07: what an address counts as", () => {
  it("names a few", () => {
    const expected: Readonly<Record<string, string>> = {
      "192.0.2.7": "192.0.2.7",
      "::ffff:192.0.2.7": "192.0.2.7",
      "::FFFF:c000:0207": "192.0.2.7",
      "0:0:0:0:0:ffff:192.0.2.7": "192.0.2.7",
      "64:ff9b::192.0.2.7": "192.0.2.7",
      "2002:c000:207::1": "192.0.2.7",
      "2002:c000:207:ffff:1:2:3:4": "192.0.2.7",
      "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
      "2001:0DB8:0001:0002::9": "2001:db8:1:2::/64",
      "2001:db8::1": "2001:db8:0:0::/64",
      "fe80::1%eth0": "fe80:0:0:0::/64",
      "::1": "0:0:0:0::/64",
      "::": "0:0:0:0::/64",
      unknown: "unknown",
      "1:2": "1:2",
      "1::2::3": "1::2::3",
      "12345::1": "12345::1",
      "G::1": "g::1",
    };
    for (const [address, key] of Object.entries(expected)) expect(addressKey(address)).toBe(key);
  });

  it("the /64 alone decides, however the address is spelled", () => {
    const network = fc.tuple(
      fc.integer({ min: 0x2003, max: 0x3fff }),
      groupOrZero,
      groupOrZero,
      groupOrZero,
    );
    const host = fc.tuple(groupOrZero, groupOrZero, groupOrZero, groupOrZero);
    const style = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(network, host, host, style, style, (net, one, two, styleOne, styleTwo) => {
        const key = addressKey(spell([...net, ...one], ...styleOne));
        expect(addressKey(spell([...net, ...two], ...styleTwo))).toBe(key);
        const neighbour = [net[0], net[1], net[2], net[3] ^ 1, ...one];
        expect(addressKey(spell(neighbour, ...styleOne))).not.toBe(key);
      }),
    );
  });

  it("IPv4 counts as itself in every spelling", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
        for (const text of [address, `::ffff:${address}`, `::ffff:${hex}`, `::FFFF:${hex}`]) {
          expect(addressKey(text)).toBe(address);
        }
      }),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof addressKey(text) === "string"));
    fc.assert(
      fc.property(fc.ipV6(), (text) => /::\/64$|^\d+\.\d+\.\d+\.\d+$/.test(addressKey(text))),
    );
  });
});
