import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entityTagOf, fieldOf, forbidStoring, hasMatch, withoutBodyFields } from "./validators.ts";

describe("entity tags", () => {
  it("P-051: equal content has an equal tag, other content another one", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(entityTagOf(one)).toBe(entityTagOf(Buffer.from(one)));
        expect(entityTagOf(one) === entityTagOf(other)).toBe(one === other);
        expect(entityTagOf(one)).toMatch(/^"[\w-]{27}"$/);
      }),
    );
  });

  it.each([
    ['"a"', '"a"', true],
    ['W/"a"', '"a"', true],
    ['"a"', 'W/"a"', true],
    ['"b", W/"a","c"', '"a"', true],
    [' "b" ,  "a" ', '"a"', true],
    ["*", '"a"', true],
    ['"b"', '"a"', false],
    ["a", '"a"', false],
    ['"a', '"a"', false],
    ['"A"', '"a"', false],
    ['w/"b"', '"a"', false],
    ["", '"a"', false],
    ['"x, "a"', '"a"', false],
  ])("PERF-05: If-None-Match %s and the tag %s", (field, tag, isKnown) => {
    expect(hasMatch(field, tag)).toBe(isKnown);
  });

  it("PERF-05: a tag is found in any list that holds it, and in none that does not", () => {
    const tag = fc.tuple(fc.boolean(), fc.stringMatching(/^[\x21\x23-\x7e]{0,20}$/));
    const text = ([isWeak, opaque]: readonly [boolean, string]) =>
      `${isWeak ? "W/" : ""}"${opaque}"`;
    fc.assert(
      fc.property(fc.array(tag), tag, fc.constantFrom(",", ", ", " , "), (list, own, comma) => {
        const isIn = list.some(([, opaque]) => opaque === own[1]);
        expect(hasMatch(list.map(text).join(comma), text(own))).toBe(isIn);
      }),
    );
  });
});

describe("fields", () => {
  const flat = ["Content-Type", "text/plain", "Vary", "Cookie", "Cache-Control", "public"];

  it("are found by name, never among the values", () => {
    expect(fieldOf(flat, "vary")).toBe("Cookie");
    expect(fieldOf([...flat, "X", "etag"], "etag")).toBeUndefined();
  });

  it("PERF-05: 304 says nothing of a body that it has not, and all else", () => {
    expect(withoutBodyFields(flat)).toEqual(["Vary", "Cookie", "Cache-Control", "public"]);
    const policy = ["Content-Security-Policy", "default-src 'none'"];
    expect(withoutBodyFields(policy)).toEqual(policy);
  });

  it("CACHE-04: an answer with a cookie is kept by nobody", () => {
    expect(fieldOf(forbidStoring(flat), "cache-control")).toBe("no-store");
    expect(forbidStoring(flat)).toHaveLength(flat.length);
  });
});
