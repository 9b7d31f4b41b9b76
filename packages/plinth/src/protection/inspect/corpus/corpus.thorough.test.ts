import { describe, expect, it } from "vitest";
import { readThreats } from "../../../testing/threats.ts";
import { inspectText } from "../engine/inspect-text.ts";
import { RULES } from "../rules/index.ts";
import {
  type CorpusRow,
  hideInProse,
  measureCorpus,
  parseCorpus,
  percentFound,
  totalRate,
} from "./corpus.ts";
import { EVERYDAY, PROSE } from "./everyday.ts";

/**
 * 1,500 attacks and as many ordinary lines. They were used while building, so the rates say that
 * nothing got worse; what is unseen is measured by `plinth inspect --corpus` on other rows.
 */
const SET = {
  "attacks.tsv": readThreats("attacks.tsv", "the rates of inspection (VAL-10)"),
  "benign.txt": readThreats("benign.txt", "the rates of inspection (VAL-10)"),
};
const isThere = Object.values(SET).every((text) => text !== undefined);

const read = (name: keyof typeof SET): readonly CorpusRow[] => parseCorpus(SET[name] ?? "");

const LEAST: Readonly<Record<string, number>> = {
  xss: 97,
  sqli: 95,
  nosql: 98,
  command: 88,
  path: 97,
};

/** About `length` characters of harmless prose. */
const prose = (length: number): string => {
  let text = "";
  while (text.length < length) text += `${PROSE.join(" ")} `;
  return text.slice(0, length);
};

describe.skipIf(!isThere)("the rates on the development corpus", () => {
  it("VAL-10: at least 96 of 100 attacks are found, and by class what was asked for", () => {
    const rates = measureCorpus(read("attacks.tsv"));
    expect(percentFound(totalRate(rates))).toBeGreaterThanOrEqual(96);
    const below = rates.filter((rate) => percentFound(rate) < (LEAST[rate.kind] ?? 0));
    expect(below).toEqual([]);
    expect(rates.map(({ kind }) => kind).sort()).toEqual(Object.keys(LEAST).sort());
  });

  it("VAL-10: at most 3 of 1,000 ordinary lines are mistaken", () => {
    const [benign] = measureCorpus(read("benign.txt"));
    expect(benign?.rows).toBeGreaterThan(1_000);
    expect(percentFound(benign!)).toBeLessThanOrEqual(0.3);
  });

  it("VAL-10: 8 KB of prose around an attack cost at most 3 points", () => {
    // Every third row: enough to tell, and quick.
    const rows = read("attacks.tsv").filter((_, index) => index % 3 === 0);
    const bare = percentFound(totalRate(measureCorpus(rows)));
    const padded = measureCorpus(rows, (text) => hideInProse(text, 8_192));
    expect(bare - percentFound(totalRate(padded))).toBeLessThanOrEqual(3);
  });
});

describe("what people write", () => {
  it.each(EVERYDAY)("VAL-15: %s", (text) => {
    expect(inspectText(text)).toEqual([]);
  });

  it("VAL-15: none of it meets a rule joined either", () => {
    expect(inspectText(prose(16_384))).toEqual([]);
    expect(inspectText(EVERYDAY.join(". "))).toEqual([]);
    expect(inspectText(EVERYDAY.join("\n"))).toEqual([]);
  });

  it("VAL-10: the attacks of the inventory that need no value of their own survive padding", () => {
    const text = prose(8_192);
    const rows = Object.values(RULES).map(({ attack }) => ({ kind: "any", text: attack }));
    const [rate] = measureCorpus(rows, (attack) => `${text} ${attack}`);
    // What is only a path or a command as a whole value is, inside of prose, prose.
    expect(percentFound(rate!)).toBeGreaterThanOrEqual(75);
  });

  it("VAL-10: a comparison is seen inside of prose where its brackets were left for the query to close", () => {
    const rulesOf = (text: string): readonly string[] =>
      inspectText(hideInProse(text, 2_048)).map(({ rule }) => rule);
    for (const attack of ["') or ('x')=('x", "')) or (('x'))=(('x", "') or (1)=('1"]) {
      expect(rulesOf(attack)).toEqual(["sqli.tautology"]);
    }
    expect(rulesOf("(see 'salt') or (as 'she' said) = ('a pinch) of it")).toEqual([]);
    expect(rulesOf("if (a || b === (c")).toEqual([]);
  });

  it.each([
    ["1; grant dba to scott", "sqli.stacked-run"],
    ["x' grant dba to scott--", "sqli.stacked-run"],
    ['x" delete from users--', "sqli.stacked-change"],
    ['x" drop table users "', "sqli.stacked-schema"],
    ["1-sleep(x)", "sqli.delay-call"],
    ["1 and elt(7=7,1)", "sqli.condition"],
    ["x&#59;id", "command.chain"],
    ["&#34;;id", "command.chain"],
  ])("VAL-10: %s is one all the same, unlike the sentences that begin so", (text, rule) => {
    expect(inspectText(text).map((finding) => finding.rule)).toContain(rule);
  });

  it("a corpus names its classes as lists of attacks do", () => {
    const rows = parseCorpus("cmd\t;id\nsqli\tx' or 1=1--\n\nsoup and bread\n");
    expect(rows).toEqual([
      { kind: "command", text: ";id" },
      { kind: "sqli", text: "x' or 1=1--" },
      { kind: "benign", text: "soup and bread" },
    ]);
    const rates = measureCorpus(rows);
    expect(totalRate(rates)).toEqual({ kind: "all attacks", rows: 2, found: 2, ownClass: 2 });
    expect(percentFound({ kind: "x", rows: 0, found: 0, ownClass: 0 })).toBe(0);
  });
});
