import type { Traffic } from "./opening/pace.ts";
import { type Coverage, coverageOf, type Owasp } from "./owasp.ts";
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
  readonly owasp: Owasp;
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
  /** From 0 to 100, by severity: see securityScoreOf. */
  readonly security: SecurityScore;
  /** What was found of each category of OWASP Top 10:2021. */
  readonly owasp: readonly Coverage[];
  /** What is to be known of the target as a whole. */
  readonly notes?: readonly string[];
  /** What the run sent and took. */
  readonly traffic?: Traffic;
}

/** The score of some lines; nothing else may set it (EVID-01, P-068). */
export const scoreOf = (lines: readonly Pick<ReportLine, "verdict">[]): Score => ({
  value: lines.filter(({ verdict }) => verdict === "pass").length,
  denominator: lines.filter(({ verdict }) => verdict !== "not-applicable").length,
});

/** Points of a line, by severity (EVID-06). */
const POINTS: Readonly<Record<Severity, number>> = {
  critical: 10,
  high: 5,
  medium: 2,
  low: 1,
  info: 0,
};

/** Highest security score that a failed line of a severity leaves. */
const CAPS: Readonly<Record<Severity, number>> = {
  critical: 45,
  high: 75,
  medium: 95,
  low: 100,
  info: 100,
};

/** How much of what a service can get wrong about security was seen to be right. */
export interface SecurityScore {
  /** From 0 to 100, rounded down. */
  readonly value: number;
  /** Points of the lines that passed. */
  readonly points: number;
  /** Points of all lines that apply. */
  readonly of: number;
  /** What the worst failed line leaves at most; 100 where none failed. */
  readonly cap: number;
}

type Judged = Pick<ReportLine, "verdict" | "severity" | "owasp">;

/**
 * The security score (EVID-06): of the lines with a category of OWASP Top 10 that apply, the share
 * of points that passed, in hundredths, and no more than the worst failed line leaves. Only a pass
 * adds points; what did not run counts in the denominator like what failed (P-068).
 */
export const securityScoreOf = (lines: readonly Judged[]): SecurityScore => {
  const own = lines.filter(
    ({ owasp, verdict }) => owasp !== "none" && verdict !== "not-applicable",
  );
  const sum = (some: readonly Judged[]): number =>
    some.reduce((total, { severity }) => total + POINTS[severity], 0);
  const points = sum(own.filter(({ verdict }) => verdict === "pass"));
  const of = sum(own);
  const failed = own.filter(({ verdict }) => verdict === "fail");
  const cap = Math.min(100, ...failed.map(({ severity }) => CAPS[severity]));
  return { value: of === 0 ? 0 : Math.min(cap, Math.floor((100 * points) / of)), points, of, cap };
};

/** What follows from the lines alone; nothing else may set it (P-068). */
export const summaryOf = (
  lines: readonly ReportLine[],
): Pick<Report, "lines" | "score" | "security" | "owasp"> => ({
  lines: sortLines(lines),
  score: scoreOf(lines),
  security: securityScoreOf(lines),
  owasp: coverageOf(lines),
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

const appOf = ({ application }: Probe): string =>
  application === undefined ? "" : ` --app ${application}`;

/** The line of a probe that did not run; `why` says what kept it from running. */
export const notRunLine = (probe: Probe, target: string, why: string, at: string): ReportLine => ({
  id: probe.id,
  claim: probe.claim,
  requirements: probe.requirements,
  standard: probe.standard,
  owasp: probe.owasp,
  severity: probe.severity,
  depth: probe.depth,
  verdict: "not-run",
  measured: why,
  wanted: "the probe runs",
  remedy: probe.remedy,
  command: `plinth audit ${target}${appOf(probe)} --depth ${probe.depth} --only ${probe.id}`,
  evidence: [],
  at,
  durationMs: 0,
});
