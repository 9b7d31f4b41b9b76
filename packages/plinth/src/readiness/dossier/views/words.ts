import type { ReadinessReport } from "../document.ts";

/** The verdict in one line: the same in every view (P-068). */
export const verdictText = ({ verdict }: Pick<ReadinessReport, "verdict">): string =>
  `${verdict.isReady ? "production-ready" : "not production-ready"}: ${verdict.met} of ${verdict.of} gates met`;

/** The numbers in one line: the same in every view (P-068, EVID-09). */
export const numbersText = (
  report: Pick<ReadinessReport, "score" | "security" | "overall">,
): string => {
  const { score, security, overall } = report;
  return `score ${score.value} of ${score.denominator}; security score ${security.value} of 100 (${security.posture}); overall ${tenths(overall.percent)} of 10, ${overall.percent} % (${overall.shown} of ${overall.of} requirements shown)`;
};

/** Per cent as tenths: "8.5" is 85 %, always. */
export const tenths = (percent: number): string => (percent / 10).toFixed(1);

/** "(from 76 %)", or nothing where there was nothing before. */
export const beforeText = (before: number | null): string =>
  before === null ? "-" : `${before} %`;

/** "2026-01-31" of an ISO time. */
export const dayOf = (iso: string): string => iso.slice(0, 10);

/** Where the row of a check is to be found in a page. */
export const anchorOf = (id: string): string =>
  `check-${id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

/** Names of checks; where there are links, each leads to the row of its check. */
export interface Links {
  readonly checks: readonly string[];
  /** How many more there are. */
  readonly more: number;
}

/** A cell of a table. */
export type Cell = string | number | Links;

/** A cell where there are no links. */
export const cellWords = (cell: Cell): string => {
  if (typeof cell !== "object") return String(cell);
  if (cell.checks.length === 0) return "-";
  return `${cell.checks.join(", ")}${cell.more > 0 ? ` and ${cell.more} more` : ""}`;
};

/** A table of a report; `isStale` marks rows that do not count any more. */
export interface Table {
  readonly title: string;
  /** Said where there are no rows. */
  readonly none: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly Cell[];
    readonly tone: Tone;
    /** What the row can be reached by. */
    readonly anchor?: string;
  }[];
}

/** How a row is to be looked at; the words in it say the same. */
export type Tone = "good" | "bad" | "soft" | "plain";
