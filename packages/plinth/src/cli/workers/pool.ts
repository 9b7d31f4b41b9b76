import type { StartTimer } from "#core";

/** A process that serves beside others. */
export interface Worker {
  readonly pid: number;
  /** Resolves once it listens. */
  readonly ready: Promise<void>;
  /** Resolves when it is gone, with how. */
  readonly gone: Promise<string>;
  /** Calls back at every heartbeat of its event loop. */
  readonly onBeat: (listener: () => void) => void;
  /** It takes commands for the data directory from now on. */
  readonly lead: () => void;
  /** It serves who keeps a connection for `lameDuckMs` at most, finishes what it has, and ends. */
  readonly drain: (lameDuckMs: number) => void;
  readonly kill: () => void;
}

/** Times in milliseconds. */
export interface PoolTimes {
  /** Longest wait until a new worker listens. */
  readonly readyMs: number;
  /** Without a heartbeat for so long a worker hangs. */
  readonly hangMs: number;
  /** Before a crashed worker is replaced; doubled while they crash one after the other. */
  readonly restartMs: number;
  /** Longest drain. */
  readonly drainMs: number;
  /** The part of it in which one that was replaced goes on to answer. */
  readonly lameDuckMs: number;
}

/** What a pool works with. */
export interface PoolParts {
  readonly size: number;
  readonly fork: () => Worker;
  readonly startTimer: StartTimer;
  readonly times: PoolTimes;
  readonly tell: (what: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** So many workers, whatever becomes of each. */
export interface Pool {
  /** Resolves when all listen. @throws where the first do not get ready. */
  readonly start: () => Promise<void>;
  /** Replaces one after the other; each new one listens before its old one drains. */
  readonly reload: () => Promise<void>;
  readonly pids: () => readonly number[];
  /** Drains all. */
  readonly stop: (lameDuckMs: number) => Promise<void>;
}

const LONGEST_RESTART_MS = 60_000;

/** Rejects after `limitMs`. */
const within = <T>(
  work: Promise<T>,
  limitMs: number,
  startTimer: StartTimer,
  words: string,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = startTimer(limitMs, () => reject(new Error(words)));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (fault: unknown) => {
        cancel();
        reject(fault);
      },
    );
  });

/** Kills a worker whose event loop says nothing any more (DEP-05). */
const watchBeat = (worker: Worker, { startTimer, times, tell }: PoolParts): void => {
  let cancel = (): void => undefined;
  const arm = (): void => {
    cancel();
    cancel = startTimer(times.hangMs, () => {
      tell("a worker hangs and is killed", { pid: worker.pid });
      worker.kill();
    });
  };
  worker.onBeat(arm);
  arm();
  void worker.gone.then(() => cancel());
};

/** Builds a pool of workers. */
export const createPool = (parts: PoolParts): Pool => {
  const { size, fork, startTimer, times, tell } = parts;
  const serving = new Set<Worker>();
  let leader: Worker | undefined;
  let restartMs = times.restartMs;
  let isStopping = false;

  const lead = (): void => {
    if (leader !== undefined && serving.has(leader)) return;
    [leader] = serving;
    leader?.lead();
  };

  const begin = async (): Promise<Worker> => {
    const worker = fork();
    const ended = worker.gone.then((how) => {
      throw new Error(`it ${how}`);
    });
    try {
      const ready = Promise.race([worker.ready, ended]);
      await within(ready, times.readyMs, startTimer, `not ready in ${times.readyMs} ms`);
    } catch (fault) {
      worker.kill();
      throw fault;
    }
    serving.add(worker);
    // Not before: a start is busy for longer than a beat on a machine that is, and has a limit of its own.
    watchBeat(worker, parts);
    void worker.gone.then((how) => lost(worker, how));
    lead();
    return worker;
  };

  const replace = (): void => {
    if (isStopping || serving.size >= size) return;
    begin().then(
      () => {
        restartMs = times.restartMs;
      },
      (fault: unknown) => {
        tell("a worker does not start", { error: fault });
        restartMs = Math.min(restartMs * 2, LONGEST_RESTART_MS);
        startTimer(restartMs, replace);
      },
    );
  };

  function lost(worker: Worker, how: string): void {
    const wasServing = serving.delete(worker);
    if (!wasServing || isStopping) return;
    tell("a worker is gone and is replaced", { pid: worker.pid, how });
    lead();
    startTimer(restartMs, replace);
  }

  const drain = async (worker: Worker, lameDuckMs: number): Promise<void> => {
    serving.delete(worker);
    worker.drain(lameDuckMs);
    const late = startTimer(times.drainMs, worker.kill);
    await worker.gone;
    late();
    // Not before: closing its socket of commands would take the one of the next away.
    if (!isStopping) lead();
  };

  return {
    pids: () => [...serving].map(({ pid }) => pid),
    start: async () => {
      for (let count = 0; count < size; count += 1) await begin();
    },
    reload: async () => {
      for (const old of [...serving]) {
        if (isStopping) return;
        try {
          await begin();
        } catch (fault) {
          tell("reload ends: a new worker does not start", { error: fault });
          return;
        }
        if (serving.has(old)) await drain(old, times.lameDuckMs);
      }
      tell("all workers are new", { count: serving.size });
    },
    stop: async (lameDuckMs) => {
      isStopping = true;
      await Promise.all([...serving].map((worker) => drain(worker, lameDuckMs)));
    },
  };
};
