import type { Clock, StartTimer } from "#core";
import type { Logger } from "#telemetry";
import { type AttemptParts, attempt, type Outcome } from "./attempt.ts";
import type { HandledJob } from "./contract.ts";
import type { Lease } from "./lease.ts";
import type { Ending, JobRepository } from "./repository.ts";
import type { Fence, JobRow } from "./rows.ts";
import type { Planner } from "./schedules.ts";

/** What became of an attempt, as metrics name it. */
export type JobOutcome = "done" | "failed" | "dead" | "returned" | "lost";

/** How a worker goes about it; times in milliseconds. */
export interface WorkerSettings {
  /** Jobs of all kinds that this node does at once. */
  readonly slots: number;
  /** Longest time for which nothing is looked for where no hint came. */
  readonly pollMs: number;
  /** Between two signs of life. */
  readonly beatMs: number;
  /** How long a running job may go on after `stop`. */
  readonly drainMs: number;
}

/** What a worker is built from. */
export interface WorkerParts extends AttemptParts {
  readonly repository: JobRepository;
  readonly handled: readonly HandledJob[];
  readonly lease: Lease;
  readonly planner: Planner;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly settings: WorkerSettings;
  readonly log: Logger;
  readonly onEnd: (job: string, outcome: JobOutcome, durationMs: number) => void;
}

/** Does jobs. */
export interface Worker {
  /** Begins. Rejects as the store does. */
  readonly start: () => Promise<void>;
  /** Looks for jobs now. */
  readonly wake: () => void;
  /** Ends everything this node does: its lease may be another's. */
  readonly drop: () => void;
  /** Resolves when nothing is running and nothing is due; for tests. */
  readonly settled: () => Promise<void>;
  /** Takes no more, lets what runs end, and gives back what does not. Never rejects. */
  readonly stop: () => Promise<void>;
}

interface Run {
  readonly name: string;
  readonly over: Promise<void>;
  readonly abort: () => void;
}

/** No pause between two looks is shorter. */
const LEAST_PAUSE_MS = 20;
const SETTLE_AGAIN_MS = 500;
/** What an aborted handler has to come to its end. */
const LAST_MS = 500;

const NOTHING = (): void => undefined;

/** Builds a worker; it does nothing before `start`. */
export const createWorker = (parts: WorkerParts): Worker => {
  const { repository, handled, lease, planner, clock, startTimer, settings, log, onEnd } = parts;
  const byName = new Map(handled.map((one) => [one.job.name, one]));
  const running = new Set<Run>();
  let isStopping = false;
  let hasStarted = false;
  let hasEnded = false;
  let isWanted = false;
  let looking: Promise<void> | undefined;
  let cancelLook = NOTHING;
  let cancelBeat = NOTHING;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      startTimer(ms, resolve);
    });

  /** The end of an attempt must be written, or the job would seem to run for ever. */
  const settle = async (fence: Fence, ending: Ending): Promise<boolean> => {
    for (;;) {
      try {
        return await repository.settle(fence, ending);
      } catch (error) {
        // Another worker of this name is not there: nobody else settles it while this node lives.
        log.debug("the end of a job could not be written", { job: fence.id, error });
        if (isStopping) return false;
        await pause(SETTLE_AGAIN_MS);
      }
    }
  };

  const finish = async (one: HandledJob, fence: Fence, outcome: Outcome, ms: number) => {
    const { name } = one.job;
    if (outcome.kind === "completed") return onEnd(name, "done", ms);
    const isOurs = await settle(fence, outcome);
    onEnd(name, isOurs ? outcome.kind : "lost", ms);
    if (outcome.kind === "dead") {
      log.error("a job is a dead letter", { job: name, id: fence.id, error: outcome.error });
    } else if (outcome.kind === "failed") {
      log.warn("a job failed", { job: name, id: fence.id, error: outcome.error });
    }
  };

  const begin = (one: HandledJob, row: JobRow, worker: string): void => {
    const fence: Fence = { id: row.id, worker, attempt: row.attempt };
    const controller = new AbortController();
    const startedAt = parts.monotonic.now();
    const over = attempt(parts, one, row, fence, controller.signal)
      .then((outcome) => finish(one, fence, outcome, parts.monotonic.now() - startedAt))
      .finally(() => {
        running.delete(run);
        wake();
      });
    const run: Run = {
      name: one.job.name,
      over,
      abort: () => controller.abort(new Error("the process stops, or lost its lease")),
    };
    running.add(run);
  };

  /** The kinds that may be begun, and how many of them without passing any bound. */
  const room = (): { readonly names: readonly string[]; readonly most: number } => {
    const counts = new Map<string, number>();
    for (const { name } of running) counts.set(name, (counts.get(name) ?? 0) + 1);
    let most = settings.slots - running.size;
    const names: string[] = [];
    for (const { job } of handled) {
      const free = job.concurrency - (counts.get(job.name) ?? 0);
      if (free <= 0) continue;
      names.push(job.name);
      most = Math.min(most, free);
    }
    return { names, most: names.length === 0 ? 0 : most };
  };

  /** Begins what there is room for; the instant at which more is due. */
  const claimAll = async (): Promise<number | undefined> => {
    for (;;) {
      const { names, most } = room();
      if (most <= 0 || isStopping) return undefined;
      const worker = lease.worker();
      const rows = await repository.claim(worker, names, most);
      for (const row of rows) {
        const one = byName.get(row.name);
        if (one !== undefined) begin(one, row, worker);
      }
      if (rows.length < most) return repository.nextAt(names);
    }
  };

  const look = async (): Promise<void> => {
    cancelLook();
    let next: number | undefined;
    try {
      const tick = await planner.advance();
      const due = await claimAll();
      next = Math.min(tick ?? Number.POSITIVE_INFINITY, due ?? Number.POSITIVE_INFINITY);
    } catch (error) {
      log.debug("jobs could not be looked for", { error });
    }
    if (isStopping) return;
    const waitMs = Math.max(LEAST_PAUSE_MS, (next ?? Number.POSITIVE_INFINITY) - clock.now());
    cancelLook = startTimer(Math.min(settings.pollMs, waitMs), wake);
  };

  const lookWhileWanted = async (): Promise<void> => {
    while (isWanted && !isStopping) {
      isWanted = false;
      await look();
    }
  };

  const wake = (): void => {
    if (!hasStarted || isStopping) return;
    isWanted = true;
    looking ??= lookWhileWanted().finally(() => {
      looking = undefined;
    });
  };

  const beat = async (): Promise<void> => {
    try {
      await lease.beat();
    } catch (error) {
      log.debug("the lease of jobs could not be renewed", { error });
    }
    if (!hasEnded) cancelBeat = startTimer(settings.beatMs, () => void beat());
  };

  const drop = (): void => {
    for (const { abort } of running) abort();
  };
  const allOver = (): Promise<unknown> => Promise.all([...running].map(({ over }) => over));
  const allOverWithin = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = startTimer(ms, resolve);
      void allOver().finally(() => {
        cancel();
        resolve();
      });
    });

  return {
    start: async () => {
      await lease.begin();
      hasStarted = true;
      cancelBeat = startTimer(settings.beatMs, () => void beat());
      wake();
    },
    wake,
    drop,
    settled: async () => {
      while (looking !== undefined || running.size > 0) {
        await looking;
        await allOver();
      }
    },
    stop: async () => {
      if (isStopping || !hasStarted) return;
      isStopping = true;
      await looking;
      cancelLook();
      // Signs of life go on: what still runs is this node's until it gives it back.
      await allOverWithin(settings.drainMs);
      if (running.size > 0) {
        drop();
        await allOverWithin(LAST_MS);
      }
      hasEnded = true;
      cancelBeat();
      await lease.end().catch((error: unknown) => {
        log.warn("jobs could not be given back", { error });
      });
    },
  };
};
