import { createManualClock, type ManualClock } from "#core";
import type { Store } from "#store";
import { createMetrics } from "#telemetry";
import type { HandledJob, Schedule } from "../contract.ts";
import { createJobs, type JobsSettings, type RunnableJobs } from "../jobs.ts";

/** A node of a case. */
export interface NodeOptions {
  readonly handled: readonly HandledJob[];
  readonly schedules?: readonly Schedule[];
  readonly settings?: Partial<JobsSettings>;
  /** Moved by the case to make time pass for leases and doubts. */
  readonly monotonic?: ManualClock;
}

/** A node under test, and time for it to come to rest. */
export interface JobsNode {
  readonly jobs: RunnableJobs;
  /** Lets its timers ring. */
  readonly timers: ManualClock;
}

const nothing = (): void => undefined;
const SILENT = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
} as unknown as Parameters<typeof createJobs>[0]["log"];

/** A node without a machine behind it: its timers ring when the case says so. */
export const createNode = (store: Store, newId: () => string, options: NodeOptions): JobsNode => {
  const timers = createManualClock(0);
  const jobs = createJobs({
    store,
    newId,
    monotonic: options.monotonic ?? timers,
    startTimer: timers.startTimer,
    jitter: () => 1,
    broadcast: { publish: () => undefined, subscribe: () => () => undefined },
    metrics: createMetrics(),
    log: SILENT,
    settings: { drainMs: 0, ...options.settings },
  });
  jobs.declare(options.handled, options.schedules ?? []);
  return { jobs, timers };
};

/** Lets a node look again, and waits until it rests. */
export const turn = async ({ jobs, timers }: JobsNode, ms = 60_000): Promise<void> => {
  timers.advance(ms);
  await jobs.settled();
};

/** Stops a node; its timers ring until it has stopped. */
export const stopNode = async ({ jobs, timers }: JobsNode): Promise<void> => {
  let isOver = false;
  const over = jobs.stop().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise(setImmediate);
    timers.advance(60_000);
  }
  await over;
};
