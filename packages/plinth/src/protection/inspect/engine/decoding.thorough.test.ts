import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { RULES } from "../rules/index.ts";
import { analyseSql } from "../sql/index.ts";
import { classOfRule, inspectText } from "./inspect-text.ts";
import { createTokenizer, textAt } from "./tokens.ts";

const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");
const each = (write: (character: string) => string) => (text: string) =>
  [...text]
    .map((character) => (character.codePointAt(0)! < 128 ? write(character) : character))
    .join("");

/** The encodings that the engine promises to see through. */
const ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  percent: each((c) => `%${hex(c.charCodeAt(0), 2)}`),
  "percent of punctuation": each((c) => (/\w/.test(c) ? c : `%${hex(c.charCodeAt(0), 2)}`)),
  "percent, wide": each((c) => `%u${hex(c.charCodeAt(0), 4)}`),
  "double percent": each((c) => (/\w/.test(c) ? c : `%25${hex(c.charCodeAt(0), 2)}`)),
  "decimal references": each((c) => `&#${c.charCodeAt(0)};`),
  "hexadecimal references": each((c) => `&#x${hex(c.charCodeAt(0), 6)};`),
  "unicode escapes": each((c) => `\\u${hex(c.charCodeAt(0), 4)}`),
  "byte escapes": each((c) => (/\w/.test(c) ? c : `\\x${hex(c.charCodeAt(0), 2)}`)),
  "full width": each((c) =>
    c > " " && c <= "~" ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c,
  ),
  "upper case": (text) => text.toUpperCase(),
  "wide space": (text) => text.replaceAll(" ", " \t "),
};

/** Spellings are read by the engine as such; to write them in capitals or twice makes other texts. */
const FRAGILE = new Set(["xss.utf7", "command.decoded-script", "path.nul", "path.encoded-climb"]);
const attacks = Object.entries(RULES).filter(([id]) => !FRAGILE.has(id));
/** Five layers are undone; each encoding once, double percent included, makes four at most. */
const chain = fc.uniqueArray(fc.constantFrom(...Object.keys(ENCODERS)), {
  minLength: 1,
  maxLength: 3,
});

/** Case and space first: they change the text, the others only its spelling. */
const encode = (text: string, names: readonly string[]): string => {
  const changing = ["upper case", "wide space"];
  const ordered = names.toSorted(
    (a, b) => Number(changing.includes(b)) - Number(changing.includes(a)),
  );
  return ordered.reduce((current, name) => ENCODERS[name]!(current), text);
};

const keepsVerdict = (
  read: (text: string) => readonly string[],
  id: string,
  attack: string,
  names: readonly string[],
): boolean => read(encode(attack, names)).includes(classOfRule(id));

const engine = (text: string): readonly string[] =>
  inspectText(text).map(({ class: name }) => name);

describe("decoding", () => {
  it("P-071: an attack keeps its class under every single encoding", () => {
    const lost = attacks.flatMap(([id, { attack }]) =>
      Object.keys(ENCODERS)
        .filter((name) => !keepsVerdict(engine, id, attack, [name]))
        .map((name) => `${id} by ${name}`),
    );
    expect(lost).toEqual([]);
  });

  it("P-071: and under any chain of up to three of them", () => {
    fc.assert(
      fc.property(fc.constantFrom(...attacks), chain, ([id, { attack }], names) => {
        expect(keepsVerdict(engine, id, attack, names)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("P-071 broken twin: a reader that matches before it decodes loses them", () => {
    const undecoded = (text: string): readonly string[] => {
      const found: string[] = [];
      const add = (rule: string) => found.push(classOfRule(rule));
      const report = { add, has: () => false, hasAny: () => false };
      createTokenizer().read(text, { steps: 0 }, (tokens) => {
        analyseSql({ meter: { steps: 0 }, report }, tokens);
      });
      return found;
    };
    const { attack } = RULES["sqli.tautology"];
    expect(keepsVerdict(undecoded, "sqli.tautology", attack, ["upper case"])).toBe(true);
    expect(keepsVerdict(undecoded, "sqli.tautology", attack, ["percent"])).toBe(false);
  });
});

describe("the gates", () => {
  it("never close before a finding: any text reads the same with all of them open", () => {
    const pieces = fc.constantFrom(
      ...Object.values(RULES).flatMap(({ attack, benign }) => [attack, benign]),
      ..."'\"`;|&<>=()[]{}$%#/\\.-+*!:? \n".split(""),
      "or",
      "and",
      "select",
      "not",
      "on",
      "alert",
      "this",
      "return",
      "id",
      "0x2e0x2e",
      "0x5c",
      "/a%00",
      "\u2019",
      "＜",
      "1",
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join("")),
      fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(" ")),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(inspectText(value)).toEqual(inspectText(value, { ungated: true }));
      }),
      { numRuns: 800 },
    );
  });

  it.each([
    ["system('id')", true],
    ["pcntl_exec('id')", true],
    ["shell_exec('id')", true],
    ["@expect_popen('id')", true],
    ["proc_open('id')", true],
    ["call_user_func('system')", true],
    ["_system('id')", false],
    ["my_system('id')", false],
    ["reopen('id')", false],
    ["$exec('id')", false],
  ])(
    "VAL-14: %s runs a command or is a function of one's own, with and without gates",
    (text, runs) => {
      const rulesOf = (ungated: boolean): readonly string[] =>
        inspectText(`see ${text} there`, { ungated }).map(({ rule }) => rule);
      expect(rulesOf(false).includes("command.run-function")).toBe(runs);
      expect(rulesOf(true)).toEqual(rulesOf(false));
    },
  );

  it.each([
    ["0x2e0x2e0x5c that's boot.ini", "path.encoded-climb"],
    ["see 0X2E0X2E0X2Fetc there", "path.encoded-climb"],
    ["0x2e0x2e0x2fetc", "path.encoded-climb"],
    ["it was 0x2e, or 0x5c in hexadecimal", undefined],
    ["see /etc/security/passwd%00 there", "path.nul"],
    ["see %2fetc%2fpasswd%2500.png there", "path.nul"],
    ["a text of C ends with \\x00, and 100%00 is none", undefined],
  ])(
    "VAL-14: %s is %s, short or behind 4 KB of prose, with and without gates",
    (text, expected) => {
      for (const given of [text, `${PROSE.join(" ").repeat(5)} ${text}`]) {
        const found = inspectText(given).map(({ rule }) => rule);
        if (expected === undefined) expect(found).toEqual([]);
        else expect(found).toContain(expected);
        expect(inspectText(given, { ungated: true }).map(({ rule }) => rule)).toEqual(found);
      }
    },
  );

  it("any text at all is read without a fault", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (value) => {
        expect(Array.isArray(inspectText(value))).toBe(true);
      }),
    );
  });

  it("a reading within a reading, or after one that fails, has its own tokens", () => {
    const meter = { steps: 0 };
    const { read } = createTokenizer();
    const seen: string[] = [];
    read("one two", meter, (outer) => {
      const shorter = () => read("x", meter, (inner) => seen.push(textAt(inner, 0)));
      shorter();
      expect(() =>
        read("three", meter, () => {
          throw new RangeError("stop");
        }),
      ).toThrow(RangeError);
      shorter();
      seen.push(textAt(outer, 0), textAt(outer, 1));
    });
    read("four", meter, (tokens) => seen.push(textAt(tokens, 0), String(tokens.length)));
    expect(seen).toEqual(["x", "x", "one", "two", "four", "1"]);
  });
});
