import { availableParallelism, cpus, loadavg, platform, release } from "node:os";
import type { Confirmation } from "./gauges.ts";
import type { Second, Tally } from "./recorder.ts";
import type { LoadPlan, Measured } from "./run.ts";

/** Where a run was made. */
export interface Environment {
  readonly node: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Processes that wanted a core over the last minute, on average. */
  readonly load: number;
}

/** One objective and whether it was met. */
export interface ObjectiveOutcome {
  readonly objective: string;
  readonly measured: number;
  readonly holds: boolean;
}

/** The result of a run: JSON first, everything else is a view of it. */
export interface LoadResult {
  readonly tool: { readonly name: "plinth load"; readonly version: string };
  readonly command: string;
  readonly target: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly environment: Environment;
  readonly model: LoadPlan["model"];
  readonly rampMs: number;
  readonly measuredMs: number;
  /** Connections that were asked for, and most that were open at one time. */
  readonly connections: { readonly asked: number; readonly peak: number };
  /** Expected answers a second. */
  readonly rate: number;
  /** Share of requests with an unexpected answer or none; 0 to 1. */
  readonly errorShare: number;
  readonly total: Tally;
  readonly endpoints: readonly (Tally & { readonly name: string })[];
  readonly seconds: readonly Second[];
  /** What the server says of the same run; undefined where it was not asked. */
  readonly confirmation?: Confirmation;
  readonly objectives: readonly ObjectiveOutcome[];
}

/** What this machine is. */
export const describeEnvironment = (): Environment => ({
  node: process.version,
  system: `${platform()} ${release()}`,
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});

/** The share of requests that did not bring what was expected. */
export const errorShareOf = ({ ok, requests }: Pick<Tally, "ok" | "requests">): number =>
  requests === 0 ? 0 : (requests - ok) / requests;

/** Makes the result of a run. */
export const resultOf = (
  plan: LoadPlan,
  { recorder, measuredMs, peakConnections }: Measured,
  about: Pick<LoadResult, "tool" | "command" | "target" | "startedAt" | "finishedAt">,
): Omit<LoadResult, "objectives" | "confirmation"> => {
  const total = recorder.tally();
  const { model } = plan;
  return {
    ...about,
    environment: describeEnvironment(),
    model,
    rampMs: plan.rampMs,
    measuredMs: Math.round(measuredMs),
    connections: {
      asked: model.kind === "closed" ? model.users : model.connections,
      peak: peakConnections,
    },
    rate: Math.round((total.ok * 100_000) / Math.max(1, measuredMs)) / 100,
    errorShare: errorShareOf(total),
    total,
    endpoints: plan.endpoints.map((name, at) => ({ name, ...recorder.tallyOf(at) })),
    seconds: recorder.seconds(),
  };
};
