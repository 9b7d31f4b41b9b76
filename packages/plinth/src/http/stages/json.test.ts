import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonMediaType, JsonFault, parseStrictJson } from "./json.ts";

const safeKey = fc
  .string()
  .filter((key) => !["__proto__", "constructor", "prototype"].includes(key))
  .filter((key) => !/[\n\r\u2028\u2029]/.test(key));
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

  it.each(["a\\nb", "\\r", "\\u2028", "\\u2029"])(
    "VAL-04: refuses the name %s, which the pattern of an open object would miss",
    (key) => {
      expect(() => parseStrictJson(`{"${key}":1}`)).toThrow(/line break/);
    },
  );

  it.each(['"\\ud800"', '{"\\uDFFF":1}', '["\\ude00\\ud83d"]', '{"a":"x\\uD83Dx"}'])(
    "VAL-15: refuses half a character, which no store gives back: %s",
    (text) => {
      expect(() => parseStrictJson(text)).toThrow(/half a character/);
    },
  );

  it("VAL-15: takes whole ones by escapes, and a backslash before something alike", () => {
    expect(parseStrictJson('{"\\ud83d\\ude00":"\\uD83D\\uDE00"}')).toEqual({ "😀": "😀" });
    expect(parseStrictJson('["\\\\ud800","d800"]')).toEqual(["\\ud800", "d800"]);
  });

  it("VAL-04: refuses nesting deeper than 32 levels, and takes 32", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(() => parseStrictJson(nested(33))).toThrow(/deeper/);
    expect(parseStrictJson(nested(32))).toBeDefined();
  });

  it("VAL-04: refuses a flood of members, in one object or spread over many", () => {
    const object = (count: number, from = 0): string =>
      `{${Array.from({ length: count }, (_, at) => `"k${from + at}":1`).join(",")}}`;
    expect(() => parseStrictJson(object(100_000))).toThrow(/too many members/);
    expect(() => parseStrictJson(object(1_001))).toThrow(/too many members/);
    expect(parseStrictJson(object(1_000))).toBeDefined();
    const list = (count: number): string =>
      `[${Array.from({ length: count }, (_, at) => object(20, at * 20)).join(",")}]`;
    expect(() => parseStrictJson(list(1_001))).toThrow(/too many members/);
    expect(parseStrictJson(list(1_000))).toHaveLength(1_000);
    // Keys that are numbers hash alike in every process: they are counted like any other.
    expect(() => parseStrictJson(object(5_000).replaceAll("k", ""))).toThrow(/too many members/);
  });

  it.each(["1e999", "-1e999", "1e99999999999999999999", `1${"0".repeat(400)}`])(
    "VAL-04: refuses the number %s, which programs read differently",
    (number) => {
      for (const text of [number, `[${number}]`, `{"a":${number}}`, `{"a":[1,${number} ]}`]) {
        expect(() => parseStrictJson(text)).toThrow(/a number is/);
      }
    },
  );

  it("VAL-04: refuses a number of a million digits, and one with as many behind the point", () => {
    expect(() => parseStrictJson("1".repeat(1_000_000))).toThrow(/longer than 64/);
    expect(() => parseStrictJson(`{"a":0.${"1".repeat(1_000_000)}}`)).toThrow(/longer than 64/);
  });

  it("VAL-04: a number of JSON.stringify is never too long, whatever it is", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseStrictJson(JSON.stringify([number]))).toEqual([number === 0 ? 0 : number]);
      }),
    );
  });

  it("takes a long list and a long text; the size is a matter of the body limit", () => {
    const list = `[${"1,".repeat(200_000)}1]`;
    expect(parseStrictJson(list)).toHaveLength(200_001);
    expect(parseStrictJson(`"${"1e999".repeat(200_000)}"`)).toHaveLength(1_000_000);
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
