import { type Coverage, coverageOf } from "../../owasp.ts";
import type { Probe } from "../../probe.ts";
import {
  isUnmet,
  notRunLine,
  type ReportLine,
  type Score,
  type SecurityScore,
  scoreOf,
  securityScoreOf,
  sortLines,
} from "../../report.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { ageingOf, freshnessOf } from "../freshness.ts";

/** A line of an audit or a drill, and whether it still counts. */
export interface AgedLine extends ReportLine {
  readonly source: string;
  readonly goodUntil: string;
  readonly isStale: boolean;
}

/** Probes that no audit has a line of: they did not run, whoever left them out. */
const leftOut = (
  evidence: Evidence,
  probes: readonly Probe[],
  now: number,
): readonly AgedLine[] => {
  const there = new Set(evidence.audits.flatMap(({ value }) => value.lines.map(({ id }) => id)));
  const at = new Date(now).toISOString();
  return probes
    .filter(({ id }) => !there.has(id))
    .map((probe) => ({
      ...notRunLine(probe, "<url>", "no audit has a line of it", at),
      source: "",
      goodUntil: "",
      isStale: false,
    }));
};

/**
 * All lines of audits and drills with their age, and those that are missing. What is stale is a line that did not run: it keeps
 * its severity, so that it counts in every denominator and in no value (P-068).
 */
export const agedLines = (
  evidence: Evidence,
  now: number,
  probes: readonly Probe[],
): readonly AgedLine[] => {
  const daysOf = new Map(
    evidence.drills.flatMap(({ source, value }) =>
      value.drills.map(({ id, shelfLifeDays }) => [`${source.name} ${id}`, shelfLifeDays] as const),
    ),
  );
  const given = [...evidence.audits, ...evidence.drills].flatMap(({ source, value }) =>
    value.lines.map((line) => {
      const days = daysOf.get(`${source.name} ${line.id}`);
      const fresh = freshnessOf(ageingOf(line), line.at, now, days);
      return { ...line, source: source.name, ...fresh };
    }),
  );
  return [...given, ...leftOut(evidence, probes, now)];
};

/** A line as it counts today: a pass that is too old is none, a failure stays one. */
export const effective = (line: AgedLine): AgedLine =>
  line.isStale && line.verdict === "pass" ? { ...line, verdict: "not-run" } : line;

/** What lines say together. */
export interface Sums {
  readonly score: Score;
  readonly security: SecurityScore;
  readonly owasp: readonly Coverage[];
}

/** The one place where lines become numbers. */
export const sumsOf = (lines: readonly AgedLine[]): Sums => {
  const counted = sortLines(lines.map(effective));
  return {
    score: scoreOf(counted),
    security: securityScoreOf(counted),
    owasp: coverageOf(counted),
  };
};

/**
 * Lines that are not met, at depth touch at least: whoever only looked has not seen the rest, and
 * that is no way to meet a gate.
 */
export const unmetLines = (evidence: Evidence, lines: readonly AgedLine[]): readonly AgedLine[] =>
  lines.map(effective).filter((line) => {
    const run = [...evidence.audits, ...evidence.drills].find(
      ({ source }) => source.name === line.source,
    );
    return isUnmet(line, "info", run?.value.depth === "drill" ? "drill" : "touch");
  });

/** What a chapter of the OWASP ASVS 5 was asked by, and how it went. */
export interface AsvsChapter {
  readonly chapter: string;
  /** Requirements of it that lines name, such as "V3.4.1". */
  readonly requirements: readonly string[];
  readonly passed: number;
  readonly applicable: number;
}

const asvsIn = (standard: string): readonly string[] =>
  [...standard.matchAll(/OWASP ASVS 5 (V\d+\.\d+\.\d+(?:(?:, | to )V\d+\.\d+\.\d+)*)/g)].flatMap(
    ([, list = ""]) => list.split(/, | to /),
  );

/** Coverage of the ASVS, by chapter, as the standards that lines name (the first one of a span). */
export const asvsOf = (lines: readonly AgedLine[]): readonly AsvsChapter[] => {
  const named = lines
    .map(effective)
    .flatMap((line) => asvsIn(line.standard).map((id) => ({ id, line })));
  const chapters = Map.groupBy(named, ({ id }) => id.split(".")[0] ?? id);
  return [...chapters]
    .map(([chapter, members]) => {
      const own = new Set(members.map(({ line }) => line));
      const applicable = [...own].filter(({ verdict }) => verdict !== "not-applicable");
      return {
        chapter,
        requirements: [...new Set(members.map(({ id }) => id))].toSorted(),
        passed: applicable.filter(({ verdict }) => verdict === "pass").length,
        applicable: applicable.length,
      };
    })
    .toSorted((a, b) => Number(a.chapter.slice(1)) - Number(b.chapter.slice(1)));
};
