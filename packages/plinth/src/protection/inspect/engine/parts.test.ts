import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectText } from "./inspect-text.ts";
import { partsOf } from "./parts.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const rulesOf = (text: string): readonly string[] => inspectText(text).map(({ rule }) => rule);

describe("texts within a text", () => {
  const salt = '{"salt":{"$ne":7}}';

  it.each([
    [`state=${base64(salt)}&page=7`],
    [`state=${encodeURIComponent(base64(salt))}`],
    [`filter=${base64(base64(salt))}`],
    [`data:application/json;base64,${base64(salt)}`],
    [`Authorization: Basic ${base64(salt)}`],
    [`${base64url('{"alg":"none"}')}.${base64url(salt)}.`],
    [`Authorization: Bearer ${base64url('{"alg":"HS256"}')}.${base64url(salt)}.c29tZQ`],
    [`Cookie: lang=de; state=${base64(salt)}`],
    [`GET /menu?state=${base64(salt)} HTTP/1.1\r\nHost: cook.example`],
    [JSON.stringify({ menu: { state: base64(salt) } })],
  ])("VAL-08, VAL-14: %s carries a document", (text) => {
    expect(partsOf(text)).toContain(salt);
    expect(rulesOf(text)).toContain("nosql.negation-operator");
  });

  it.each([
    ["cook=ines&salt='||this.free||'&page=7", "nosql.query-breakout"],
    ["/menu?id='%20||%20true%20||%20'", "nosql.script-tautology"],
    ["GET /menu?age=7%3Breturn%20true HTTP/1.1", "nosql.script-return"],
    ['{"channel":"menu","selector":"7; return this.hidden; //"}', "nosql.script-return"],
    [`remember=${base64("ines' || '1'=='1")}`, "sqli.tautology"],
  ])("VAL-14: %s is read value by value", (text, rule) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it.each([
    ["A pinch of salt: as much as you like, a=b or not."],
    ["note: INSERT INTO menus VALUES (7) is what it ran"],
    ["id=7&name=soup&page=2"],
    ['{"name":"soup","tags":["warm","dark bread"]}'],
    ["c29tZSBzb3VwIGFuZCBicmVhZA"],
  ])("VAL-15: %s carries nothing to look at", (text) => {
    expect(partsOf(text)).toEqual([]);
  });

  it("VAL-11: parts are few, no longer than the text times their depth, and never throw", () => {
    const piece = fc.oneof(
      fc.constantFrom("a=b'c", "&", "%", "%41", "+", "{", '"a":"b;c"', "}", ": ", "\n", "Cookie: "),
      fc.string({ maxLength: 12 }).map(base64),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        const parts = partsOf(text);
        expect(parts.length).toBeLessThanOrEqual(64);
        expect(parts.join("").length).toBeLessThanOrEqual(4 * text.length);
      }),
    );
  });
});
