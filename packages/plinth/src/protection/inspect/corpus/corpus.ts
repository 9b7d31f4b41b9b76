import { createInspector } from "../engine/inspect-text.ts";
import { PROSE } from "./everyday.ts";

/** Names of classes as lists of attacks write them, beside our own. */
const ALIASES: Readonly<Record<string, string>> = { cmd: "command", sql: "sqli", lfi: "path" };

/** One text of a corpus; `kind` is a class of attack, or "benign". */
export interface CorpusRow {
  readonly kind: string;
  readonly text: string;
}

/** What became of the rows of one kind. */
export interface CorpusRate {
  readonly kind: string;
  readonly rows: number;
  /** Rows with any finding. */
  readonly found: number;
  /** Rows with a finding of their own class; equals `found` for benign rows. */
  readonly ownClass: number;
}

/**
 * Reads a corpus: "class<TAB>payload" a line, as `plinth inspect --corpus` takes it; a line without
 * a tab is a harmless text. Empty lines do not count.
 */
export const parseCorpus = (content: string): readonly CorpusRow[] =>
  content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      if (tab < 0) return { kind: "benign", text: line };
      const kind = line.slice(0, tab);
      return { kind: ALIASES[kind] ?? kind, text: line.slice(tab + 1) };
    });

/** Inspects every row, with `wrap` around each text (padding), and counts by kind. */
export const measureCorpus = (
  rows: readonly CorpusRow[],
  wrap: (text: string) => string = (text) => text,
): readonly CorpusRate[] => {
  const inspect = createInspector();
  const rates = new Map<string, { rows: number; found: number; ownClass: number }>();
  for (const { kind, text } of rows) {
    const rate = rates.get(kind) ?? { rows: 0, found: 0, ownClass: 0 };
    rates.set(kind, rate);
    const findings = inspect(wrap(text));
    rate.rows += 1;
    if (findings.length === 0) continue;
    rate.found += 1;
    if (kind === "benign" || findings.some((finding) => finding.class === kind)) rate.ownClass += 1;
  }
  return [...rates].map(([kind, rate]) => ({ kind, ...rate }));
};

/** All attacks of several rates together. */
export const totalRate = (rates: readonly CorpusRate[]): CorpusRate => {
  const attacks = rates.filter(({ kind }) => kind !== "benign");
  const sum = (pick: (rate: CorpusRate) => number): number =>
    attacks.reduce((total, rate) => total + pick(rate), 0);
  return {
    kind: "all attacks",
    rows: sum(({ rows }) => rows),
    found: sum(({ found }) => found),
    ownClass: sum(({ ownClass }) => ownClass),
  };
};

/** Share that was found, in per cent; 0 where there was nothing. */
export const percentFound = ({ rows, found }: CorpusRate): number =>
  rows === 0 ? 0 : (100 * found) / rows;

/** A text with about `length` characters of plain prose around it, half of them on each side. */
export const hideInProse = (text: string, length: number): string => {
  const line = `${PROSE.join(" ")} `;
  const side = line.repeat(Math.ceil(length / 2 / line.length)).slice(0, length / 2);
  return `${side} ${text} ${side}`;
};
