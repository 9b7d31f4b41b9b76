import { describe, expect, it } from "vitest";
import { RULES } from "../rules/index.ts";
import { inspectText } from "./inspect-text.ts";

/** What tends to make scanners go over a text again and again. */
const PIECES = [
  "<",
  "<a ",
  '<a b="',
  "<a b='",
  "<a b=`",
  "<!--",
  "<script>",
  "<style>/*",
  "</script>",
  "<use ",
  "'",
  '"',
  "`",
  "' or ",
  "or ((",
  "or 1=1 ",
  "'='",
  "' or (select ",
  "(",
  "((",
  ")",
  "/*",
  "/*!",
  "*/",
  "--",
  "-- ",
  "#",
  ";",
  "; ls",
  "| id",
  "| id | name ",
  "&&",
  "$(",
  "`id`",
  "x`y",
  "{{",
  "{{constructor",
  "[",
  "[a]",
  "../",
  "./\\",
  "%",
  "%25",
  "%2525",
  "&amp;",
  "&#",
  "\\x",
  "\\u{",
  "$ne",
  '{"$ne":',
  "this.a==",
  "return ",
  "while(",
  "select a,",
  "select * from ",
  "union ",
  "union all select ",
  "order by 1,",
  "a.b.",
  "onx=(",
  "javascript:",
  "alert(",
  "```\n",
  "```\nalert(1)\n",
  "of the soup; ls is ",
  "of the soup: ls a && ls b ",
  "ps a | sort b ",
  "-exec a ",
  "\nset it by hand and so",
  " 'select a ",
  ") select a ",
  "x) and ",
  "top['",
  "system(",
  "<?php",
  "() {",
  "perl -e '",
  "\n;",
  "\0",
  "word ",
  "a=a ",
  "c'a",
  "{cat,",
  "char(1)+",
  "',NULL",
  "..2f",
  "0x2e",
  "%00",
  "/%2500 ",
  'style="/*',
  "%c0",
  "$IFS",
  "for /",
  "＜",
  "’",
  "¼",
  "C:\\",
  "@exec(",
  "a, ",
  "'a' 'b' ",
  "\\",
  "=",
  "+",
] as const;

/** Steps for `piece` repeated up to a length. */
const stepsFor = (piece: string, length: number, read: Read): number => {
  const meter = { steps: 0 };
  read(piece.repeat(Math.ceil(length / piece.length)), meter);
  return meter.steps;
};

type Read = (text: string, meter: { steps: number }) => void;
const engine: Read = (text, meter) => {
  inspectText(text, { meter });
};

/** Pieces whose steps grow by more than 2.8 when the text doubles. */
const superlinear = (pieces: readonly string[], length: number, read: Read): readonly string[] =>
  pieces.filter((piece) => stepsFor(piece, length * 2, read) > 2.8 * stepsFor(piece, length, read));

describe("the work of the engine", () => {
  it("P-070: doubling any adversarial input never multiplies the steps by more than 2.8", () => {
    expect(superlinear(PIECES, 8_000, engine)).toEqual([]);
    const attacks = Object.values(RULES).map(({ attack }) => attack);
    expect(superlinear(attacks, 3_000, engine)).toEqual([]);
  });

  it("VAL-11: 100 kB take at most 60 steps a character, whatever they hold", () => {
    const ranked = PIECES.map((piece) => ({ piece, steps: stepsFor(piece, 5_000, engine) }));
    const worst = ranked.toSorted((a, b) => b.steps - a.steps).slice(0, 12);
    const over = worst.filter(({ piece }) => stepsFor(piece, 100_000, engine) > 60 * 100_000);
    expect(over).toEqual([]);
  });

  it("P-070 broken twin: a rule that reads to the end from every place is caught", () => {
    const nested: Read = (text, meter) => {
      engine(text, meter);
      for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) {
        const end = text.indexOf(">", at);
        meter.steps += (end < 0 ? text.length : end) - at;
      }
    };
    expect(superlinear(["<a "], 10_000, nested)).toEqual(["<a "]);
  });
});
