import { BootError, type Clock, type IdGenerator, type StartTimer } from "#core";
import type { Sealer } from "#crypto";
import type { Broadcast } from "#services/broadcast";
import type { Store } from "#store";
import type { Logger, Metrics } from "#telemetry";
import type { HandledJob, JobOrigin, JobQueue, Schedule } from "./contract.ts";
import { createPayloads } from "./define.ts";
import { createLease } from "./lease.ts";
import { createOverview, type JobOverview } from "./overview.ts";
import { createQueue } from "./queue.ts";
import { createJobRepository } from "./repository.ts";
import { createPlanner } from "./schedules.ts";
import { createWorker, type Worker, type WorkerSettings } from "./worker.ts";

/** What the queue of an application is built from. */
export interface JobsParts {
  readonly store: Store;
  readonly newId: IdGenerator;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  /** From 0 to 1. */
  readonly jitter: () => number;
  readonly broadcast: Pick<Broadcast, "publish" | "subscribe">;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Seals the payloads of secret kinds; without one there are none. */
  readonly sealer?: Sealer;
  /** Where what is enqueued now comes from, where whoever enqueues does not say. */
  readonly origin?: () => JobOrigin;
  readonly settings?: Partial<JobsSettings>;
}

/** How the queue goes about it; times in milliseconds. */
export interface JobsSettings extends WorkerSettings {
  /** A node that gave no sign of life for so long has died. */
  readonly leaseMs: number;
}

/** The queue of an application, as its modules know it. */
export interface Jobs extends JobQueue {
  readonly overview: JobOverview;
  /** Resolves when this node is doing nothing and nothing is due; for tests. */
  readonly settled: () => Promise<void>;
}

/** The queue of an application, as whoever composes it knows it. */
export interface RunnableJobs extends Jobs {
  /** The store to be used by everybody else: its transactions wake the queue at their commit. */
  readonly store: Store;
  /** Names what is done; once, before `start`. @throws {BootError} naming every fault. */
  readonly declare: (handled: readonly HandledJob[], schedules: readonly Schedule[]) => void;
  /** Begins to do jobs. Rejects as the store does. */
  readonly start: () => Promise<void>;
  /** Ends what runs or gives it back; nothing is done after it. Never rejects. */
  readonly stop: () => Promise<void>;
}

const CHANNEL = "jobs";
const DURATIONS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

const twice = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

const faultsOf = (handled: readonly HandledJob[], schedules: readonly Schedule[]) => [
  ...twice(handled.map(({ job }) => job.name)).map((name) => `job ${name} is handled twice`),
  ...twice(schedules.map(({ name }) => name)).map((name) => `schedule ${name} is declared twice`),
  ...schedules
    .filter(({ job }) => !handled.some((one) => one.job === job))
    .map(({ name, job }) => `schedule ${name}: no module handles the job ${job.name}`),
];

const registerMetrics = (metrics: Metrics) => {
  const ended = metrics.counter({
    name: "jobs_total",
    help: "Attempts of jobs, by what became of them",
    labels: ["job", "outcome"],
  });
  const durations = metrics.histogram({
    name: "job_duration_seconds",
    help: "How long attempts of jobs took",
    labels: ["job"],
    buckets: DURATIONS,
  });
  return (job: string, outcome: string, ms: number): void => {
    ended.child({ job, outcome }).inc();
    durations.child({ job }).observe(ms / 1_000);
  };
};

/** Builds the queue of an application on its store; nothing is done before `start`. */
export const createJobs = (parts: JobsParts): RunnableJobs => {
  const { newId, monotonic, startTimer, broadcast, log } = parts;
  const isAlone = parts.store.engine === "embedded";
  const settings: JobsSettings = {
    slots: 10,
    pollMs: isAlone ? 15_000 : 5_000,
    beatMs: 10_000,
    leaseMs: 35_000,
    drainMs: 20_000,
    ...parts.settings,
  };
  let kinds: readonly HandledJob[] = [];
  let schedules: readonly Schedule[] = [];
  let worker: Worker | undefined;
  let unsubscribe = (): void => undefined;
  const onReady = (): void => {
    worker?.wake();
    broadcast.publish(CHANNEL, "");
  };
  const payloads = createPayloads(parts.sealer);
  const queue = createQueue({
    repository: createJobRepository(parts.store),
    clock: parts.store.clock,
    newId,
    payloads,
    origin: parts.origin ?? (() => ({})),
    isKnown: (job) => kinds.some((one) => one.job === job),
    onCommitted: onReady,
  });
  const store = queue.watch(parts.store);
  const repository = createJobRepository(store);
  const overview = createOverview(store, () => schedules, onReady);

  const createOwnWorker = (): Worker => {
    const lease = createLease({
      repository,
      newId,
      monotonic,
      isAlone,
      leaseMs: settings.leaseMs,
      onLost: () => {
        log.warn("the lease of jobs may be lost: what runs is ended");
        worker?.drop();
      },
      onFreed: (count) => {
        log.warn("a node died in the middle of jobs", { jobs: count });
        onReady();
      },
    });
    return createWorker({
      repository,
      store,
      monotonic,
      startTimer,
      jitter: parts.jitter,
      payloads,
      handled: kinds,
      lease,
      planner: createPlanner({ store, queue, schedules, monotonic }),
      clock: store.clock,
      settings,
      log,
      onEnd: registerMetrics(parts.metrics),
    });
  };

  return {
    enqueue: queue.enqueue,
    overview,
    store,
    settled: async () => worker?.settled(),
    declare: (handled, declared) => {
      const unsealed = parts.sealer === undefined ? handled.filter(({ job }) => job.isSecret) : [];
      const faults = [
        ...faultsOf(handled, declared),
        ...unsealed.map(({ job }) => `job ${job.name} is secret, and nothing seals its payload`),
      ];
      if (faults.length > 0) throw new BootError(faults);
      kinds = handled;
      schedules = declared;
    },
    start: async () => {
      // An application without jobs claims nothing and asks for nothing.
      if (kinds.length === 0) return;
      worker = createOwnWorker();
      const wake = worker.wake;
      unsubscribe = broadcast.subscribe(CHANNEL, { onMessage: wake, onGap: wake });
      await worker.start();
    },
    stop: async () => {
      unsubscribe();
      await worker?.stop();
    },
  };
};
