import type { Contestant } from "../contestants/registry.ts";
import type { Check } from "./duties.ts";
import type { Machine } from "./machine.ts";
import type { Segment } from "./measure.ts";
import { markdownTable, median, pairedRatios, spread } from "./stats.ts";
import { type Judgement, judge } from "./targets.ts";

/** Everything known about one contestant after a run. */
export interface Entry {
  readonly contestant: Contestant;
  readonly checks: readonly Check[];
  readonly segments: Readonly<Record<"GET" | "POST", readonly Segment[]>>;
  /** Why it could not run here. */
  readonly notRun?: string;
  /** Why what was measured does not count. */
  readonly disqualified?: string;
}

/** One run, as it is stored. */
export interface Result {
  readonly tool: "plinth-bench/ab";
  readonly date: string;
  readonly command: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly pinned: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly entries: readonly Entry[];
  readonly judgements: readonly Judgement[];
}

type Method = "GET" | "POST";

function eligible(entries: readonly Entry[], method: Method): readonly Entry[] {
  return entries.filter(
    (entry) => !entry.notRun && !entry.disqualified && entry.segments[method].length > 0,
  );
}

/** CPU per request by round of all who count. */
function cpuByName(entries: readonly Entry[], method: Method): Map<string, number[]> {
  return new Map(
    eligible(entries, method).map((entry) => [
      entry.contestant.name,
      entry.segments[method].map((segment) => segment.cpuMicros),
    ]),
  );
}

/** Judges the targets on the GET route, which is the one they speak of. */
export function judgeEntries(entries: readonly Entry[]): Judgement[] {
  return judge(cpuByName(entries, "GET"));
}

/** The table of one route. Ratios are medians over rounds, each round against its own node:http. */
export function renderTable(entries: readonly Entry[], method: Method): string {
  const cpu = cpuByName(entries, method);
  const bare = cpu.get("node-http") ?? [];
  const rows = eligible(entries, method).map(({ contestant, segments }) => {
    const mine = segments[method];
    const of = (pick: (segment: Segment) => number) => median(mine.map(pick));
    return [
      contestant.title,
      spread(pairedRatios(bare, cpu.get(contestant.name) ?? [])),
      `${of((segment) => segment.cpuMicros).toFixed(1)} (${Math.min(...mine.map((segment) => segment.cpuMicros)).toFixed(1)})`,
      of((segment) => segment.perSecond).toFixed(0),
      of((segment) => segment.p50Ms).toFixed(2),
      of((segment) => segment.p99Ms).toFixed(2),
      of((segment) => segment.rssMb).toFixed(0),
      of((segment) => segment.logLines).toFixed(1),
      spread(
        mine.map((segment) => segment.load),
        1,
      ),
    ];
  });
  return markdownTable(
    [
      "server",
      "ratio to bare by CPU (range)",
      "CPU us/req (least)",
      "req/s",
      "p50 ms",
      "p99 ms",
      "RSS MB",
      "log lines/req",
      "load (range)",
    ],
    rows,
  );
}

/** The targets of the foundation and whether they hold. */
export function renderTargets(judgements: readonly Judgement[]): string {
  return markdownTable(
    ["contestant", "target, by CPU per request", "median ratio (range)", "verdict"],
    judgements.map(({ contestant, claim, ratios, verdict }) => [
      contestant,
      claim,
      spread(ratios),
      verdict,
    ]),
  );
}

/** Those who did not run or do not count, one line each; loud, because silence reads as a pass. */
export function renderAbsent(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ contestant, notRun, disqualified }) => {
    if (notRun) return [`NOT RUN: ${contestant.title}: ${notRun}`];
    return disqualified ? [`DISQUALIFIED: ${contestant.title}: ${disqualified}`] : [];
  });
}

function describeRun(result: Result): string {
  const { machine, rounds, seconds, connections, pinned } = result;
  const cores = pinned ? "server pinned to core 0, client to core 1" : "NOT pinned to cores";
  return [
    `${result.date}; \`${result.command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}.`,
    `${rounds} interleaved rounds of ${seconds} s a contestant, ${connections} keep-alive connections, ${cores}.`,
    Object.entries(result.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ].join("\n");
}

/**
 * Whether others used the machine: server and client together make a load of two. Caches and clock
 * are then shared with strangers, and ratios swing by half.
 */
export function isNoisy(entries: readonly Entry[], machine: Machine): boolean {
  const loads = entries.flatMap(({ segments }) => [...segments.GET, ...segments.POST]);
  return median(loads.map(({ load }) => load)) > machine.cores + 1;
}

/** The whole result as Markdown, for the terminal and for README.md alike. */
export function renderResult(result: Result): string {
  const parts: string[] = [];
  if (result.quick) parts.push("QUICK RUN: too short to be evidence.");
  if (isNoisy(result.entries, result.machine)) {
    parts.push("NOISY RUN: others used the machine; the verdicts are not evidence. Run it again.");
  }
  parts.push(describeRun(result));
  for (const method of ["GET", "POST"] as const) {
    if (result.entries.some((entry) => entry.segments[method].length > 0)) {
      parts.push(`${method}, one authenticated JSON answer of 200 bytes:`);
      parts.push(renderTable(result.entries, method));
    }
  }
  parts.push(renderTargets(result.judgements));
  const absent = renderAbsent(result.entries);
  if (absent.length > 0) parts.push(absent.join("\n"));
  return parts.join("\n\n");
}
