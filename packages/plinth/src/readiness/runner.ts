import { performance } from "node:perf_hooks";
import type { Clock } from "#core";
import { DEPTHS, type Depth, type Finding, type Probe } from "./probe.ts";
import { notRunLine, type Report, type ReportLine, scoreOf, sortLines } from "./report.ts";
import type { Target } from "./target.ts";

/** Longest run of one probe, in milliseconds. */
const PROBE_MS = 20_000;

/** What a run needs. */
export interface RunOptions {
  readonly probes: readonly Probe[];
  readonly target: Target;
  readonly depth: Depth;
  readonly clock: Clock;
  readonly version: string;
  /** Hears of every line as it comes. */
  readonly onLine?: (line: ReportLine) => void;
  readonly probeTimeoutMs?: number;
}

const withTimeout = async (work: Promise<Finding>, milliseconds: number): Promise<Finding> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no verdict in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** A probe that throws or hangs has no verdict: the line says so, and counts against the score. */
const runProbe = async (probe: Probe, options: RunOptions): Promise<ReportLine> => {
  const { clock, target } = options;
  const started = performance.now();
  const base = notRunLine(probe, "", new Date(clock.now()).toISOString());
  let finding: Pick<ReportLine, "verdict" | "measured" | "wanted" | "evidence">;
  try {
    const found = await withTimeout(probe.run(target), options.probeTimeoutMs ?? PROBE_MS);
    finding = { ...found, evidence: found.evidence ?? [] };
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    finding = { verdict: "not-run", measured: why, wanted: base.wanted, evidence: [] };
  }
  const at = new Date(clock.now()).toISOString();
  return { ...base, ...finding, at, durationMs: Math.round(performance.now() - started) };
};

/**
 * Runs probes one after the other, so that limits and locks of one do not colour the next, and
 * makes the report. Probes deeper than allowed are listed as not run.
 */
export const runProbes = async (options: RunOptions): Promise<Report> => {
  const { clock, depth, probes, target } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const lines: ReportLine[] = [];
  for (const probe of probes) {
    const isAllowed = DEPTHS.indexOf(probe.depth) <= DEPTHS.indexOf(depth);
    const line = isAllowed
      ? await runProbe(probe, options)
      : notRunLine(probe, `needs --depth ${probe.depth}`, new Date(clock.now()).toISOString());
    lines.push(line);
    options.onLine?.(line);
  }
  return {
    tool: { name: "plinth", version: options.version },
    target: target.url,
    depth,
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    lines: sortLines(lines),
    score: scoreOf(lines),
  };
};
