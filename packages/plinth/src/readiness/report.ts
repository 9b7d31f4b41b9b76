import type { Traffic } from "./opening/pace.ts";
import {
  DEPTHS,
  type Depth,
  type Evidence,
  type Probe,
  SEVERITIES,
  type Severity,
  type Verdict,
} from "./probe.ts";

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
  /** Runs this line alone. */
  readonly command: string;
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
  /** What the run sent and took. */
  readonly traffic?: Traffic;
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

/**
 * Whether a report asks for a failing exit code: a line that failed, or that was to be judged and
 * was not, at this severity or a worse one. What lies deeper than the run was asked to go does not.
 */
export const isUnmet = (line: ReportLine, failOn: Severity, depth: Depth): boolean =>
  ["fail", "blocked", "not-run"].includes(line.verdict) &&
  DEPTHS.indexOf(line.depth) <= DEPTHS.indexOf(depth) &&
  SEVERITIES.indexOf(line.severity) <= SEVERITIES.indexOf(failOn);

/** Worst first: by verdict, then by severity, then by id. */
export const sortLines = (lines: readonly ReportLine[]): readonly ReportLine[] =>
  lines.toSorted(
    (a, b) =>
      RANK[a.verdict] - RANK[b.verdict] ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (a.id < b.id ? -1 : 1),
  );

/** The line of a probe that did not run; `why` says what kept it from running. */
export const notRunLine = (probe: Probe, target: string, why: string, at: string): ReportLine => ({
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
  command: `plinth audit ${target} --depth ${probe.depth} --only ${probe.id}`,
  evidence: [],
  at,
  durationMs: 0,
});
