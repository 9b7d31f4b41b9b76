import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonMediaType, JsonFault, parseStrictJson } from "./json.ts";

const safeKey = fc
  .string()
  .filter((key) => !["__proto__", "constructor", "prototype"].includes(key));
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(safeKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe("P-100: JSON intake", () => {
  it("accepts what JSON.stringify makes, whatever its strings hold, and changes nothing", () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses any object that names a key twice, at any depth and in any spelling", () => {
    fc.assert(
      fc.property(safeKey, json, json, fc.integer({ min: 0, max: 5 }), (key, a, b, depth) => {
        const escaped = `"${[...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}${c.length > 1 ? `\\u${c.charCodeAt(1).toString(16).padStart(4, "0")}` : ""}`).join("")}"`;
        const inner = `{${JSON.stringify(key)}:${JSON.stringify(a)}, ${escaped} : ${JSON.stringify(b)}}`;
        const text = `${"[".repeat(depth)}${inner}${"]".repeat(depth)}`;
        expect(() => parseStrictJson(text)).toThrow(/twice/);
      }),
    );
  });

  it.each(["__proto__", "constructor", "prototype", "\\u005f_proto__"])(
    "refuses the key %s",
    (key) => {
      expect(() => parseStrictJson(`{"a":[{"${key}":{"admin":true}}]}`)).toThrow(/prototype/);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    },
  );

  it("VAL-04: refuses nesting deeper than 32 levels, and takes 32", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(() => parseStrictJson(nested(33))).toThrow(/deeper/);
    expect(parseStrictJson(nested(32))).toBeDefined();
  });

  it("never throws anything but JsonFault, and never quotes the input", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseStrictJson(text);
        } catch (fault) {
          expect(fault).toBeInstanceOf(JsonFault);
          if (text.length > 3) expect((fault as Error).message).not.toContain(text);
        }
      }),
    );
  });
});

describe("P-008: content type", () => {
  const parameters = fc.constantFrom("", "; charset=utf-8", ";charset=UTF-8", " ; a=b; c=d");
  it("accepts JSON media types with or without parameters, in any case", () => {
    const types = fc.constantFrom(
      "application/json",
      "Application/JSON",
      "application/merge-patch+json",
    );
    fc.assert(
      fc.property(types, parameters, (type, parameter) => {
        expect(isJsonMediaType(type + parameter)).toBe(true);
      }),
    );
  });

  it.each([
    undefined,
    "",
    "text/json",
    "application/jsonp",
    "application/x-json-stream",
    "text/plain; application/json",
    "multipart/form-data; boundary=json",
    "application/json, text/plain",
  ])("refuses %s", (header) => {
    expect(isJsonMediaType(header)).toBe(false);
  });
});
