import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseAddress } from "./address.ts";

const GOOD: readonly (readonly [string, string])[] = [
  ["person@example.org", "person@example.org"],
  [" Person@Example.ORG ", "person@example.org"],
  ["first.last+plans@example.co.uk", "first.last+plans@example.co.uk"],
  ["o'brien@example.org", "o'brien@example.org"],
  ["anna@bücher.example", "anna@xn--bcher-kva.example"],
  ["anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"],
  ["用户@例え.テスト", "用户@xn--r8jz45g.xn--zckzah"],
  // Composed and decomposed forms are one address.
  ["andre\u0301@example.org", "andr\u00e9@example.org"],
  [`${"a".repeat(64)}@example.org`, `${"a".repeat(64)}@example.org`],
];

const BAD: readonly string[] = [
  "",
  "person",
  "@example.org",
  "person@",
  "person@localhost",
  "person@example",
  "person@@example.org",
  "a@b@example.org",
  ".person@example.org",
  "person.@example.org",
  "per..son@example.org",
  "per son@example.org",
  "person@exam ple.org",
  "person@-example.org",
  "person@example..org",
  "person@example.org.",
  "person@127.0.0.1",
  "person@[127.0.0.1]",
  "person@example.org/path",
  "person@example.org:25",
  "person@ex%61mple.org",
  '"quoted"@example.org',
  "person@example.org\r\nBcc: victim@example.org",
  "person@example.org\n",
  "person\r\n@example.org",
  "person\u0000@example.org",
  "person\u200b@example.org",
  "person\u2028@example.org",
  "person\ud800@example.org",
  "a@example.org,b@example.org",
  "Person <person@example.org>",
  `${"a".repeat(65)}@example.org`,
  `a@${`${"b".repeat(60)}.`.repeat(5)}org`,
  `${"é".repeat(33)}@example.org`,
];

describe("mail addresses", () => {
  it.each(GOOD)("VAL-06: %j is the address %j", (text, address) => {
    expect(normaliseAddress(text)).toBe(address);
  });

  it.each(BAD)("VAL-06: %j is no address", (text) => {
    expect(normaliseAddress(text)).toBeUndefined();
  });

  it("VAL-06: whatever is accepted is one line, stays as it is, and is at most 254 octets", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom("@", ".", "\r\n", "example.org", "+", " ", "ß", "İ", "ﬁ", "xn--", "\u0301"),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(""));
    const likely = fc.tuple(text, text).map(([local, domain]) => `${local}@${domain}.example`);
    fc.assert(
      fc.property(fc.oneof(text, likely), (input) => {
        const address = normaliseAddress(input);
        if (address === undefined) return;
        expect(address).not.toMatch(/[\s\p{Cc}\p{Cf}]/u);
        expect(Buffer.byteLength(address)).toBeLessThanOrEqual(254);
        expect(normaliseAddress(address)).toBe(address);
        // Beyond ASCII a change of case may change the length, so only there it is the same mailbox.
        const isAscii = !/[^ -~]/.test(input);
        if (isAscii) expect(normaliseAddress(input.toUpperCase())).toBe(address);
      }),
      { numRuns: 2_000 },
    );
  });
});
