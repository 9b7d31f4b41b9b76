import type { Logger } from "#telemetry";
import { type AttemptParts, attempt, type Outcome } from "./attempt.ts";
import type { HandledJob } from "./contract.ts";
import { createDoneWriter } from "./endings.ts";
import type { Ending } from "./repository.ts";
import { type Fence, type JobRow, originFields, originOf } from "./rows.ts";

/** What became of an attempt, as metrics name it. */
export type JobOutcome = "done" | "failed" | "dead" | "returned" | "lost";

/** What runs are made with. */
export interface RunsParts extends AttemptParts {
  readonly handled: readonly HandledJob[];
  /** Jobs of all kinds that this node does at once. */
  readonly slots: number;
  readonly log: Logger;
  readonly onEnd: (job: string, outcome: JobOutcome, durationMs: number) => void;
  /** Called when there is room for another one. */
  readonly onRoom: () => void;
}

/** What this node is doing. */
export interface Runs {
  /** The kinds that may be begun, and how many of them without passing any bound. */
  readonly room: () => { readonly names: readonly string[]; readonly most: number };
  /** Begins a job that `worker` has claimed. */
  readonly begin: (row: JobRow, worker: string) => void;
  /** Tells all that runs to end. */
  readonly drop: () => void;
  readonly size: () => number;
  /** Resolves when all that runs now is over. */
  readonly over: () => Promise<unknown>;
  /** The same, after `ms` milliseconds at the latest. */
  readonly overWithin: (ms: number) => Promise<void>;
  /** From here on the end of an attempt is written once, and given up where the store is away. */
  readonly hurry: () => void;
}

interface Run {
  readonly name: string;
  readonly over: Promise<void>;
  readonly abort: () => void;
}

const SETTLE_AGAIN_MS = 500;

/** Builds the writer of ends, and the way to make it hurry. */
const createSettling = (parts: RunsParts) => {
  const { repository, startTimer, log, onEnd } = parts;
  const done = createDoneWriter(repository);
  let isHurried = false;

  /** The end of an attempt must be written, or the job would seem to run for ever. */
  const settle = async (fence: Fence, ending: Ending): Promise<boolean> => {
    for (;;) {
      try {
        return ending.kind === "done"
          ? await done.write(fence, ending.keepMs)
          : await repository.settle(fence, ending);
      } catch (error) {
        log.debug("the end of a job could not be written", { job: fence.id, error });
        if (isHurried) return false;
        await new Promise<void>((resolve) => startTimer(SETTLE_AGAIN_MS, resolve));
      }
    }
  };

  const finish = async (
    row: JobRow,
    fence: Fence,
    outcome: Outcome,
    durationMs: number,
  ): Promise<void> => {
    const { name } = row;
    if (outcome.kind === "completed") return onEnd(name, "done", durationMs);
    const isOurs = await settle(fence, outcome);
    onEnd(name, isOurs ? outcome.kind : "lost", durationMs);
    if (outcome.kind !== "dead" && outcome.kind !== "failed") return;
    const fields = { job: name, id: fence.id, error: outcome.error };
    if (outcome.kind === "dead") {
      log.error("a job is a dead letter", { ...fields, ...originFields(originOf(row)) });
    } else {
      log.warn("a job failed", { ...fields, ...originFields(originOf(row)) });
    }
  };

  return {
    finish,
    hurry: () => {
      isHurried = true;
    },
  };
};

/** Builds it; nothing runs at first. */
export const createRuns = (parts: RunsParts): Runs => {
  const { handled, monotonic, slots, startTimer, onRoom } = parts;
  const byName = new Map(handled.map((one) => [one.job.name, one]));
  const running = new Set<Run>();
  const { finish, hurry } = createSettling(parts);
  const over = (): Promise<unknown> => Promise.all([...running].map((run) => run.over));
  return {
    room: () => {
      const counts = new Map<string, number>();
      for (const { name } of running) counts.set(name, (counts.get(name) ?? 0) + 1);
      let most = slots - running.size;
      const names: string[] = [];
      for (const { job } of handled) {
        const free = job.concurrency - (counts.get(job.name) ?? 0);
        if (free <= 0) continue;
        names.push(job.name);
        most = Math.min(most, free);
      }
      return { names, most: names.length === 0 ? 0 : most };
    },
    begin: (row, worker) => {
      const one = byName.get(row.name);
      if (one === undefined) return;
      const { name } = one.job;
      const fence: Fence = { id: row.id, worker, attempt: row.attempt };
      const controller = new AbortController();
      const startedAt = monotonic.now();
      const run: Run = {
        name,
        over: attempt(parts, one, row, fence, controller.signal)
          .then((outcome) => finish(row, fence, outcome, monotonic.now() - startedAt))
          .finally(() => {
            running.delete(run);
            onRoom();
          }),
        abort: () => controller.abort(new Error("the process stops, or lost its lease")),
      };
      running.add(run);
    },
    drop: () => {
      for (const { abort } of running) abort();
    },
    size: () => running.size,
    over,
    overWithin: (ms) =>
      new Promise((resolve) => {
        const cancel = startTimer(ms, resolve);
        void over().finally(() => {
          cancel();
          resolve();
        });
      }),
    hurry,
  };
};
