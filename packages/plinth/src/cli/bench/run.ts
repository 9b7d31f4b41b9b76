import type { Environment } from "#load";
import type { Figure } from "./figures.ts";

/** The parts of a bench, in the order in which they run. */
export const PARTS = ["start", "throughput", "steady", "crowd", "memory"] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** What was measured, and how; two runs are compared only where all of it is the same. */
export interface BenchSettings {
  /** Name of the application. */
  readonly application: string;
  readonly endpoint: string;
  readonly isQuick: boolean;
  /** What ran: the build, or the sources with their types stripped at the start. */
  readonly form: "build" | "sources";
}

/** One run, as it is kept: a line of JSON. */
export interface BenchRun {
  readonly tool: { readonly name: "plinth bench"; readonly version: string };
  readonly schema: 1;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly settings: BenchSettings;
  /** Version of the application. */
  readonly version: string;
  readonly environment: Environment;
  /** Processes that wanted a core over the last minute, at the beginning and at the end. */
  readonly load: readonly [before: number, after: number];
  readonly parts: readonly Part[];
  readonly figures: readonly Figure[];
}

/** How long and how often is measured. */
export interface Effort {
  readonly starts: number;
  /** Pairs of slices: the application, and the bare server beside it. */
  readonly pairs: number;
  readonly sliceMs: number;
  /** Users of the throughput part; each waits for its answer. */
  readonly users: number;
  readonly steadyMs: number;
  readonly steadyRate: number;
  /** Users with a pause after each answer, one step after the other. */
  readonly crowds: readonly number[];
  readonly crowdMs: number;
  /** Connections that are held open at the end. */
  readonly held: number;
  readonly sessions: number;
  /** Rest before memory is read. */
  readonly settleMs: number;
  /** Times the usual margin: what is measured for a moment varies more. */
  readonly leeway: number;
}

/** The whole bench: some minutes. */
export const FULL: Effort = {
  starts: 5,
  pairs: 20,
  sliceMs: 1_000,
  users: 32,
  steadyMs: 15_000,
  steadyRate: 100,
  crowds: [100, 500, 1_000],
  crowdMs: 5_000,
  held: 10_000,
  sessions: 100_000,
  settleMs: 3_000,
  leeway: 1,
};

/** A look in a fraction of the time: finds coarse regressions, proves no target. */
export const QUICK: Effort = {
  ...FULL,
  starts: 2,
  pairs: 6,
  sliceMs: 250,
  steadyMs: 3_000,
  crowds: [100],
  crowdMs: 2_000,
  held: 200,
  sessions: 2_000,
  settleMs: 500,
  leeway: 2,
};
