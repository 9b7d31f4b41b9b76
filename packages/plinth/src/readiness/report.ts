import type { Depth, Evidence, Probe, Severity, Verdict } from "./probe.ts";
import { SEVERITIES } from "./probe.ts";

/** One line of a report: a probe and what it found. */
export interface ReportLine {
  readonly id: string;
  readonly claim: string;
  readonly requirements: readonly string[];
  readonly standard: string;
  readonly severity: Severity;
  readonly depth: Depth;
  readonly verdict: Verdict;
  readonly measured: string;
  readonly wanted: string;
  readonly remedy: string;
  readonly evidence: readonly Evidence[];
  /** ISO time at which the probe ended. */
  readonly at: string;
  readonly durationMs: number;
}

/**
 * How many of the applicable lines passed. Lines that did not run, were blocked or warned count in
 * the denominator and never in the value; not-applicable lines count in neither.
 */
export interface Score {
  readonly value: number;
  readonly denominator: number;
}

/** A report: JSON first, everything else is a view of it. */
export interface Report {
  readonly tool: { readonly name: "plinth"; readonly version: string };
  readonly target: string;
  readonly depth: Depth;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly lines: readonly ReportLine[];
  readonly score: Score;
}

/** The score of some lines; nothing else may set it (EVID-01, P-068). */
export const scoreOf = (lines: readonly Pick<ReportLine, "verdict">[]): Score => ({
  value: lines.filter(({ verdict }) => verdict === "pass").length,
  denominator: lines.filter(({ verdict }) => verdict !== "not-applicable").length,
});

const RANK: Readonly<Record<Verdict, number>> = {
  fail: 0,
  blocked: 1,
  warn: 2,
  "not-run": 3,
  pass: 4,
  "not-applicable": 5,
};

/** Worst first: by verdict, then by severity, then by id. */
export const sortLines = (lines: readonly ReportLine[]): readonly ReportLine[] =>
  lines.toSorted(
    (a, b) =>
      RANK[a.verdict] - RANK[b.verdict] ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (a.id < b.id ? -1 : 1),
  );

/** The line of a probe that did not run; `why` says what kept it from running. */
export const notRunLine = (probe: Probe, why: string, at: string): ReportLine => ({
  id: probe.id,
  claim: probe.claim,
  requirements: probe.requirements,
  standard: probe.standard,
  severity: probe.severity,
  depth: probe.depth,
  verdict: "not-run",
  measured: why,
  wanted: "the probe runs",
  remedy: probe.remedy,
  evidence: [],
  at,
  durationMs: 0,
});
