import { performance } from "node:perf_hooks";
import type { Clock } from "#core";
import { withoutSecrets } from "./opening/credentials.ts";
import type { Traffic } from "./opening/pace.ts";
import { BlockedError, DEPTHS, type Depth, type Finding, type Probe } from "./probe.ts";
import { notRunLine, type Report, type ReportLine, summaryOf } from "./report.ts";
import type { Target } from "./target.ts";
import { visible, visibleLine } from "./views/visible.ts";

/** Longest run of one probe, in milliseconds; those that touch may wait for a limit. */
const PROBE_MS: Readonly<Record<Depth, number>> = { look: 20_000, touch: 100_000, drill: 600_000 };

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
  /** What no line may show. */
  readonly secrets?: readonly string[];
  /** What is to be known of the target as a whole. */
  readonly notes?: readonly string[];
  /** What the run did so far. */
  readonly traffic?: () => Traffic;
}

type Outcome = Pick<ReportLine, "verdict" | "measured" | "wanted" | "evidence"> &
  Pick<Finding, "isEachAlone">;

/** Longest text of the target's in a line. */
const MAX_TEXT = 4_000;

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;

/** What the target said, written so that no terminal and no reader is led astray by it. */
const readable = (
  { verdict, measured, wanted, evidence }: Outcome,
  secrets: readonly string[],
): Outcome => {
  const open = (text: string): string => withoutSecrets(text, secrets);
  return {
    verdict,
    measured: cut(visibleLine(open(measured))),
    wanted: visibleLine(open(wanted)),
    evidence: evidence.map(({ request, answer }) => ({
      request: cut(visible(open(request))),
      answer: cut(visible(open(answer))),
    })),
  };
};

/** Runs a probe from an address of its own; nothing it left behind is sent after its time. */
const runAlone = async (probe: Probe, target: Target, milliseconds: number): Promise<Finding> => {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no verdict in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([probe.run(target.visitor(ending.signal)), late]);
  } finally {
    clearTimeout(timer);
    ending.abort(new Error("the probe is over"));
  }
};

/** A target whose 408 and 503 are what a probe is about. */
const lookedAtForLoad = (target: Target): Target => ({
  ...target,
  ask: (path, ask) => target.ask(path, { ...ask, isAboutLoad: true }),
  visitor: (signal) => lookedAtForLoad(target.visitor(signal)),
});

const attempt = async (probe: Probe, options: RunOptions): Promise<Outcome> => {
  const milliseconds = options.probeTimeoutMs ?? PROBE_MS[probe.depth];
  const target = probe.isAboutLoad === true ? lookedAtForLoad(options.target) : options.target;
  try {
    const found = await runAlone(probe, target, milliseconds);
    return { ...found, evidence: found.evidence ?? [] };
  } catch (fault) {
    const verdict = fault instanceof BlockedError ? "blocked" : "not-run";
    const measured = fault instanceof Error ? fault.message : String(fault);
    return { verdict, measured, wanted: "a verdict", evidence: [] };
  }
};

/** What a probe came to, and how far a busy target had its part in it. */
const attemptHeard = async (probe: Probe, options: RunOptions) => {
  const before = options.target.heard();
  const told = before.refused.length;
  const outcome = await attempt(probe, options);
  const after = options.target.heard();
  const busy = after.busy - before.busy;
  return {
    outcome,
    isTouched: busy > 0,
    isNothingElse: busy > 0 && busy === after.answers - before.answers,
    refused: after.refused.slice(told),
  };
};

/** Whether a busy target may have made a fault, and not what the claim is about. */
const isMadeByBusy = ({ verdict, isEachAlone = false }: Outcome): boolean =>
  verdict === "fail" && !isEachAlone;

/**
 * A fault that was found while the target had too much to do may be none: the probe is run once
 * more. Where even then some of what it asked was refused, or nothing else was answered at all, it
 * has no verdict. Where each answer is judged by itself, the refused ones alone have none.
 */
const outcomeOf = async (probe: Probe, options: RunOptions): Promise<Outcome> => {
  const first = await attemptHeard(probe, options);
  const isDoubtful = isMadeByBusy(first.outcome) && first.isTouched && !first.isNothingElse;
  const { outcome, isNothingElse, refused } = isDoubtful
    ? await attemptHeard(probe, options)
    : first;
  const isJudged = outcome.verdict !== "not-run" && outcome.verdict !== "blocked";
  const isMisled = isMadeByBusy(outcome) && refused.length > 0;
  if (!isMisled && !(isNothingElse && isJudged)) return outcome;
  const more = refused.length > 1 ? `, ${refused.length - 1} times more` : "";
  const measured = `too busy to be judged: ${refused[0]}${more}; meanwhile: ${outcome.measured}`;
  return { ...outcome, verdict: "blocked", measured };
};

/** A probe that throws or hangs has no verdict: the line says so, and counts against the score. */
const runProbe = async (probe: Probe, options: RunOptions): Promise<ReportLine> => {
  const { clock, depth, target } = options;
  const lineOf = (why: string) =>
    notRunLine(probe, target.url, why, new Date(clock.now()).toISOString());
  if (DEPTHS.indexOf(probe.depth) > DEPTHS.indexOf(depth)) {
    return lineOf(`needs --depth ${probe.depth}`);
  }
  const started = performance.now();
  const outcome = readable(await outcomeOf(probe, options), options.secrets ?? []);
  return { ...lineOf(""), ...outcome, durationMs: Math.round(performance.now() - started) };
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
    const line = await runProbe(probe, options);
    lines.push(line);
    options.onLine?.(line);
  }
  return {
    tool: { name: "plinth", version: options.version },
    target: target.url,
    depth,
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    ...summaryOf(lines),
    ...(options.notes === undefined || options.notes.length === 0 ? {} : { notes: options.notes }),
    ...(options.traffic === undefined ? {} : { traffic: options.traffic() }),
  };
};
