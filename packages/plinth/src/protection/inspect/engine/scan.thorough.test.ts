import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BYTE_FLAGS, CALL, DASHES, DOTS, EVENT } from "./flags.ts";
import { BEHIND_DIGITS, createScanner } from "./scan.ts";
import { DICTIONARY } from "./words.ts";

/** Digits inside of a word are all alike. */
const spelled = (word: string): string => word.toLowerCase().replaceAll(/\d/g, "0");
const known = new Map<string, number>();
for (const [word, bits] of DICTIONARY)
  known.set(spelled(word), (known.get(spelled(word)) ?? 0) | bits);

/** The words of a text as somebody reads them who has time. */
const wordsOf = (text: string) =>
  [...text.matchAll(/[\w$@]+/g)].map((match) => {
    const word = match[0].replace(/^\d+/, "");
    const digits = match[0].length - word.length;
    const isNumber = digits > 0 && /^[ex]/i.test(word);
    return {
      end: match.index + match[0].length,
      bits: known.get(spelled(word)) ?? 0,
      hasDigits: digits > 0,
      isNumber,
    };
  });

const bitsOf = (text: string): number => wordsOf(text).reduce((all, { bits }) => all | bits, 0);

const flagsOf = (text: string): number => {
  let flags = 0;
  for (const byte of new TextEncoder().encode(text)) flags |= BYTE_FLAGS[byte] ?? 0;
  if (/\.[./\\]/.test(text)) flags |= DOTS;
  if (text.includes("--") || wordsOf(text).some(({ isNumber }) => isNumber)) flags |= DASHES;
  return /[\w$@]\(/.test(text) ? flags | CALL : flags;
};

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...DICTIONARY.keys()) },
  fc.constantFrom(
    ..."'\"&-;|\n.(/\\ ,=<$@_e x".split(""),
    "0x",
    "1e5",
    "12",
    "or1",
    "--",
    "..",
    "é",
  ),
  fc.constantFrom("12", "0x", "1e5"),
  fc.string({ maxLength: 3 }),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", "", "X")), { maxLength: 30 })
  .map((parts) => parts.map(([word, behind]) => word.toUpperCase() + behind).join(""));
const short = fc.tuple(text, fc.nat(16)).map(([whole, most]) => whole.slice(0, most));
/** Bytes of a block and more: words lie across the border. */
const long = fc.tuple(text, fc.nat(40)).map(([end, more]) => `${"x".repeat(4_070 + more)} ${end}`);

const EVENTS = ~EVENT;

describe("one pass over a text", () => {
  const scanner = createScanner();

  it("VAL-09: sees the words and signs that a slow reading sees, however long the text", () => {
    fc.assert(
      fc.property(fc.oneof(short, text, long), (whole) => {
        const { flags, bits } = scanner.scan(whole);
        expect(bits).toBe(bitsOf(whole));
        // Blanks in a row only matter to commands; a slow reading has no opinion of them.
        expect(flags & flagsOf(whole)).toBe(flagsOf(whole));
        const more = flags & ~flagsOf(whole) & EVENTS;
        expect(more === 0 || /[ \t]{2}|\t/.test(whole)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it("VAL-09: notes where words end and signs stand, in order", () => {
    const ascii = fc.oneof(text, long).filter((whole) => !/[^\0-\x7f]/.test(whole));
    fc.assert(
      fc.property(ascii, (whole) => {
        scanner.scan(whole);
        const { places, placeBits, count } = scanner.page(whole);
        const noted = Array.from({ length: count }, (_, at) => [
          places[at] ?? 0,
          placeBits[at] ?? 0,
        ]);
        expect(noted.map(([at]) => at)).toEqual(
          noted.map(([at]) => at ?? 0).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
        );
        const signs = [...whole.matchAll(/['"&\-;|\n\r]/g)].map(({ index }) => index);
        expect(noted.filter(([, bits]) => bits === 0).map(([at]) => at)).toEqual(signs);
        const words = new Map(wordsOf(whole).map((word) => [word.end, word]));
        for (const [at = -1, bits = 0] of noted) {
          if (bits === 0) continue;
          const word = words.get(at);
          expect((word?.bits ?? 0) | BEHIND_DIGITS).toBe((word?.bits ?? 0) | bits | BEHIND_DIGITS);
          expect((bits & BEHIND_DIGITS) !== 0).toBe(word?.hasDigits);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
