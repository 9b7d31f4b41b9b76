import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROSE } from "../corpus/everyday.ts";
import { gatesOf, SCRIPT, SQL } from "../engine/gates.ts";
import { createInspector } from "../engine/inspect-text.ts";
import { createScanner, type Page } from "../engine/scan.ts";
import { narrowGates } from "./index.ts";

const gatesAfter = (text: string): number => {
  const page = createScanner().page(text);
  return narrowGates(page, gatesOf(page, text.length));
};

/** How many bytes are read while the gates of a text are narrowed. */
const readsFor = (text: string): number => {
  const page = createScanner().page(text);
  let reads = 0;
  const bytes = new Proxy(page.bytes, {
    get: (target, key) => {
      reads += 1;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const watched: Page = { ...page, bytes };
  narrowGates(watched, gatesOf(page, text.length));
  return reads;
};

const PIECES = [
  ..."' \" ; & | - . , : ? ( ) ! \n + 1 a".split(" "),
  ...[
    "or ",
    "or a a ",
    "or a, ",
    "or a.",
    "and 1.",
    "and not ",
    "or (",
    "x or a(",
    "select a,",
    "select a.",
    "this.a.",
    "this.",
  ],
  ...[
    "order by ",
    "union ",
    "'-",
    "'(",
    "') ",
    "alert.",
    "(alert,",
    "; ",
    ";a'",
    "& a",
    "where a is ",
    "sleep ",
  ],
  ...[
    "or a ",
    "and a-",
    "in ",
    "left (",
    "return ",
    ";return ",
    "db.",
    "while ",
    "data:",
    "drop table ",
    "a  ",
  ],
];

describe("narrowing the gates", () => {
  it("VAL-11: a record with hyphens is not read as a script, a name in pieces is", () => {
    const record = '{"id":"7-1","tags":["soup-of-the-day"]}';
    expect(gatesAfter(record) & SCRIPT).toBe(0);
    expect(gatesAfter(record.replace("7-1", "7+1")) & SCRIPT).toBe(SCRIPT);
    expect(gatesAfter("k='al'+'ert'") & SCRIPT).toBe(SCRIPT);
  });

  it("VAL-11: closes every gate of plain prose, and none of an attack inside of it", () => {
    expect(gatesAfter(PROSE.join(" ").repeat(3))).toBe(0);
    expect(PROSE.filter((line) => gatesAfter(line) !== 0)).toEqual([]);
    for (const attack of ["x' or 'a'='a", "'-sleep(3)-'", "'; drop table users", "; whoami"]) {
      expect(gatesAfter(`${PROSE.join(" ")} ${attack} ${PROSE.join(" ")}`)).not.toBe(0);
    }
  });

  it("VAL-11: sees a comparison behind the second word of a connective, whatever joins the words", () => {
    const inside = (text: string): number =>
      gatesAfter(`${PROSE[0]} "x" ${text} ${PROSE[1]} 7`) & SQL;
    const prose = [
      "or butter will do",
      "and as, like",
      "or so; is",
      "and gone out",
      "Or whatever else",
    ];
    expect(prose.filter((text) => inside(text) !== 0)).toEqual([]);
    const compared = [
      "' or name is null",
      "' or name like 7",
      "' OR\tname in (7)",
      "' or name not in (7)",
    ];
    expect(compared.filter((text) => inside(text) === 0)).toEqual([]);
    const called = ["or user is 7", "or binary name is 7", "7or name", "or name.part is 7"];
    expect(called.filter((text) => inside(text) === 0)).toEqual([]);
  });

  it("P-070: reads at most 2.8 times as much of a text twice as long", () => {
    const growth = PIECES.filter(
      (piece) =>
        readsFor(piece.repeat(2_000)) > 2.8 * Math.max(1_000, readsFor(piece.repeat(1_000))),
    );
    expect(growth).toEqual([]);
  });

  it("VAL-14: never closes a gate before a finding, whatever words and signs meet", () => {
    const words = fc.constantFrom(
      ..."or and where having not in is like all any true null select from by order union into".split(
        " ",
      ),
      ..."distinct binary between will butter mod 12and oré 5éor @x ltrim".split(" "),
      ..."drop table update set delete copy load sleep exp benchmark user left if count exists".split(
        " ",
      ),
      ..."alert open top print location cookie constructor document this return db while do".split(
        " ",
      ),
      ..."javascript data ls id cat whoami net perl -e which that's the soup 2 12 x1 1or é".split(
        " ",
      ),
    );
    const signs = fc.constantFrom(
      ..."' \" ; & && | || ( ) , . : ? ! + - * / % \n ^ @ _".split(" "),
      "",
    );
    const inspect = createInspector();
    const part = fc.tuple(
      fc.oneof({ weight: 3, arbitrary: words }, { weight: 2, arbitrary: signs }),
      fc.constantFrom("", " ", "  "),
    );
    const text = fc
      .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 12 }))
      .map(([isInside, parts]) => {
        const inner = parts.map(([one, space]) => one + space).join("");
        return isInside ? `${PROSE[0]} ${inner} ${PROSE[1]}` : inner;
      });
    fc.assert(
      fc.property(text, (value) => {
        expect(inspect(value)).toEqual(inspect(value, { ungated: true }));
      }),
      { numRuns: 4_000 },
    );
  });
});
