import type { Clock } from "#core";
import type { Lease } from "./lease.ts";
import type { JobRepository } from "./repository.ts";
import { createRuns, type RunsParts } from "./runs.ts";
import type { Planner } from "./schedules.ts";

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
export interface WorkerParts extends Omit<RunsParts, "slots" | "onRoom"> {
  readonly repository: JobRepository;
  readonly lease: Lease;
  readonly planner: Planner;
  readonly clock: Clock;
  readonly settings: WorkerSettings;
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

/** No pause between two looks is shorter. */
const LEAST_PAUSE_MS = 20;
/** What an aborted handler has to come to its end. */
const LAST_MS = 500;

const NOTHING = (): void => undefined;
const NEVER = Number.POSITIVE_INFINITY;

/** Begins what there is room for, until `isOver`; the instant at which more is due. */
const claimAll = async (
  { repository, lease }: Pick<WorkerParts, "repository" | "lease">,
  runs: Pick<ReturnType<typeof createRuns>, "room" | "begin">,
  isOver: () => boolean,
): Promise<number | undefined> => {
  for (;;) {
    const { names, most } = runs.room();
    if (most <= 0 || isOver()) return undefined;
    const worker = lease.worker();
    const rows = await repository.claim(worker, names, most);
    for (const row of rows) runs.begin(row, worker);
    if (rows.length < most) return repository.nextAt(names);
  }
};

/** Builds a worker; it does nothing before `start`. */
export const createWorker = (parts: WorkerParts): Worker => {
  const { lease, planner, clock, startTimer, settings, log } = parts;
  let stage: "new" | "working" | "stopping" | "over" = "new";
  let isWanted = false;
  let looking: Promise<void> | undefined;
  let cancelLook = NOTHING;
  let cancelBeat = NOTHING;
  const isOver = (): boolean => stage !== "working";
  const runs = createRuns({ ...parts, slots: settings.slots, onRoom: () => wake() });

  const look = async (): Promise<void> => {
    cancelLook();
    let next = NEVER;
    try {
      const tick = await planner.advance();
      const due = await claimAll(parts, runs, isOver);
      next = Math.min(tick ?? NEVER, due ?? NEVER);
    } catch (error) {
      log.debug("jobs could not be looked for", { error });
    }
    if (isOver()) return;
    const waitMs = Math.max(LEAST_PAUSE_MS, next - clock.now());
    cancelLook = startTimer(Math.min(settings.pollMs, waitMs), wake);
  };

  const lookWhileWanted = async (): Promise<void> => {
    while (isWanted && !isOver()) {
      isWanted = false;
      await look();
    }
    // At once: whoever wakes it in the turn after this one would wake nobody.
    looking = undefined;
  };

  const wake = (): void => {
    if (isOver()) return;
    isWanted = true;
    looking ??= lookWhileWanted();
  };

  const beat = async (): Promise<void> => {
    try {
      await lease.beat();
    } catch (error) {
      log.debug("the lease of jobs could not be renewed", { error });
    }
    if (stage !== "over") cancelBeat = startTimer(settings.beatMs, () => void beat());
  };

  return {
    start: async () => {
      await lease.begin();
      stage = "working";
      cancelBeat = startTimer(settings.beatMs, () => void beat());
      wake();
    },
    wake,
    drop: runs.drop,
    settled: async () => {
      while (looking !== undefined || runs.size() > 0) {
        await looking;
        await runs.over();
      }
    },
    stop: async () => {
      if (stage !== "working") return;
      stage = "stopping";
      await looking;
      cancelLook();
      runs.hurry();
      // Signs of life go on: what still runs is this node's until it gives it back.
      await runs.overWithin(settings.drainMs);
      if (runs.size() > 0) {
        runs.drop();
        await runs.overWithin(LAST_MS);
      }
      stage = "over";
      cancelBeat();
      await lease.end().catch((error: unknown) => {
        log.warn("jobs could not be given back", { error });
      });
    },
  };
};
