import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SignatureFault } from "./fault.ts";
import { parseDictionary, parseItem } from "./parse.ts";
import { serialiseDictionary, serialiseItem } from "./serialise.ts";
import type { BareItem, Dictionary, Item } from "./structured-fields.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
const key = fc
  .tuple(
    fc.constantFrom(...letters, "*"),
    fc.string({ unit: fc.constantFrom(...letters, ..."0123456789_-.*"), maxLength: 8 }),
  )
  .map(([first, rest]) => first + rest);
const integer = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
const printable = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
});
const item: fc.Arbitrary<BareItem> = fc.oneof(
  integer.map((value): BareItem => ({ type: "integer", value })),
  integer.map((value): BareItem => ({ type: "date", value })),
  fc
    .integer({ min: -999_999_999, max: 999_999_999 })
    .map((value): BareItem => ({ type: "decimal", value: value / 1_000 + 0 })),
  printable.map((value): BareItem => ({ type: "string", value })),
  fc.string({ unit: "grapheme" }).map((value): BareItem => ({ type: "display-string", value })),
  key.map((value): BareItem => ({ type: "token", value })),
  fc.uint8Array({ maxLength: 40 }).map(
    (bytes): BareItem => ({
      type: "bytes",
      value: Uint8Array.from(bytes),
    }),
  ),
  fc.boolean().map((value): BareItem => ({ type: "boolean", value })),
);
const parameters = fc.uniqueArray(fc.tuple(key, item), {
  maxLength: 4,
  selector: ([name]) => name,
});
const member: fc.Arbitrary<Item> = fc
  .tuple(item, parameters)
  .map(([value, list]) => ({ item: value, parameters: new Map(list) }));
const dictionary: fc.Arbitrary<Dictionary> = fc
  .uniqueArray(
    fc.tuple(
      key,
      fc.oneof(
        member,
        fc
          .tuple(fc.array(member, { maxLength: 4 }), parameters)
          .map(([items, list]) => ({ items, parameters: new Map(list) })),
      ),
    ),
    { maxLength: 5, selector: ([name]) => name },
  )
  .map((entries) => new Map(entries));

describe("P-087: structured fields (RFC 9651)", () => {
  it("what is written is read back, whatever it is", () => {
    fc.assert(
      fc.property(dictionary, (value) => {
        expect(parseDictionary(serialiseDictionary(value))).toEqual(value);
      }),
    );
  });

  it("any text is read or refused, never anything else; and what is read has one form", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'ab=();,:"?1@%\\ -.0*'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, (value) => {
        let read: Dictionary;
        try {
          read = parseDictionary(value);
        } catch (fault) {
          expect(fault).toBeInstanceOf(SignatureFault);
          return;
        }
        const written = serialiseDictionary(read);
        expect(serialiseDictionary(parseDictionary(written))).toBe(written);
      }),
      { numRuns: 1_000 },
    );
  });

  // Examples of RFC 9651 sections 3.3 and 4.1.
  it.each([
    ["42", "42"],
    ["-0", "0"],
    ["042", "42"],
    ["4.5", "4.5"],
    ["1.000", "1.0"],
    ['"hello world"', '"hello world"'],
    ['"a\\"b\\\\c"', '"a\\"b\\\\c"'],
    ["foo123/456", "foo123/456"],
    [
      ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
      ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
    ],
    ["?1", "?1"],
    ["@1659578233", "@1659578233"],
    [
      '%"This is intended for display to %c3%bcsers."',
      '%"This is intended for display to %c3%bcsers."',
    ],
    ["abc;a=1;b=2; c", "abc;a=1;b=2;c"],
    ["5; foo=bar;t=?1", "5;foo=bar;t"],
  ])("reads %s and writes %s", (text, written) => {
    expect(serialiseItem(parseItem(text))).toBe(written);
  });

  it.each([
    "",
    " ",
    "1 2",
    "1.",
    ".5",
    "1.2345",
    "1234567890123456",
    "1234567890123.0",
    "--1",
    '"a',
    '"ü"',
    '"a\\b"',
    "?2",
    "?",
    ":=:",
    "@1.5",
    '%"%C3"',
    '%"%c3"',
    "a;",
    "a;A=1",
    "(1)",
    "a\t",
  ])("refuses %j", (text) => {
    expect(() => parseItem(text)).toThrow(SignatureFault);
  });
});
