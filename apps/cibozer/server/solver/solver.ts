import { Worker } from "node:worker_threads";
import { type AppError, type Logger, platformErrors } from "plinth";
import type { SolverAnswer, SolverCall, SolverResult, SolverTask } from "./messages.ts";

/** Longest run of one task, in milliseconds; the worker is replaced when it is over. */
const TASK_MS = 9_000;
/** Pauses before a worker that did not come up is started again: the first, then twice as long each. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** Tasks that may wait; more are refused at once rather than answered too late. */
const QUEUE_LENGTH = 32;

/** A meal that the plan does not have. */
export class UnknownMeal extends Error {}

/** Solves off the main thread, one task at a time, so that other routes stay responsive. */
export interface Solver {
  /**
   * Rejects with UnknownMeal, or with SERVICE_UNAVAILABLE when too many tasks wait, a task takes
   * longer than 9 s, or the signal aborts.
   */
  readonly run: <T extends SolverTask>(task: T, signal: AbortSignal) => Promise<SolverResult<T>>;
  /** Whether a warm worker stands ready. */
  readonly isReady: () => boolean;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly call: SolverCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
}

const busy = (detail: string): AppError =>
  platformErrors.make.SERVICE_UNAVAILABLE({ detail, headers: { "Retry-After": "2" } });

const workerFile = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** What a solver is made of, where it is not as usual. */
export interface SolverParts {
  /** What the worker runs. */
  readonly file?: URL;
  /** Runs something after a pause, in milliseconds. */
  readonly later?: (run: () => void, pauseMs: number) => NodeJS.Timeout;
}

/** Builds the solver and starts its worker at once. */
export const createSolver = (
  log: Pick<Logger, "error">,
  { file = workerFile(), later = setTimeout }: SolverParts = {},
): Solver => {
  const queue: Waiting[] = [];
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ready = false;
  let closed = false;
  /** Workers in a row that did not come up. */
  let failedStarts = 0;
  let pause: NodeJS.Timeout | undefined;
  let nextId = 1;
  let worker = start();

  function start(): Worker {
    const fresh = new Worker(file);
    ready = false;
    fresh.on("message", (message: "ready" | SolverAnswer) => {
      if (message === "ready") {
        ready = true;
        failedStarts = 0;
      } else settle(message);
      advance();
    });
    fresh.on("error", (error) => log.error("the solver failed", { error }));
    fresh.on("exit", () => {
      if (fresh === worker) startAgain();
    });
    return fresh;
  }

  /** At once where it had worked; a worker that cannot even start would fill the log. */
  function startAgain(): void {
    const again = (): void => replace("The planner had to start again.");
    if (ready || closed) {
      again();
      return;
    }
    pause = later(again, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failedStarts));
    failedStarts += 1;
  }

  /** The worker is gone or stuck: its task fails, the others wait for the next worker. */
  function replace(detail: string): void {
    clearTimeout(timer);
    current?.reject(busy(detail));
    current = undefined;
    if (closed) return;
    const old = worker;
    worker = start();
    void old.terminate();
  }

  function settle(answer: SolverAnswer): void {
    if (answer.id !== current?.call.id) return;
    clearTimeout(timer);
    const { resolve, reject } = current;
    current = undefined;
    if (answer.kind === "result") resolve(answer.value);
    else if (answer.kind === "unknown-meal") reject(new UnknownMeal(answer.message));
    else reject(new Error(`the planner failed: ${answer.message}`));
  }

  function advance(): void {
    if (!ready || current !== undefined) return;
    current = queue.shift();
    if (current === undefined) return;
    timer = setTimeout(() => replace("This plan took too long to solve."), TASK_MS);
    worker.postMessage(current.call);
  }

  const enqueue = (task: SolverTask, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = { call: { id: nextId++, task }, resolve, reject };
      signal.addEventListener("abort", () => {
        const at = queue.indexOf(waiting);
        if (at !== -1) queue.splice(at, 1);
        reject(busy("The request ended before its plan was solved."));
      });
      queue.push(waiting);
      advance();
    });

  return {
    run: async <T extends SolverTask>(task: T, signal: AbortSignal) => {
      if (closed || queue.length >= QUEUE_LENGTH) {
        throw busy("Many plans are being solved; try again in a moment.");
      }
      return (await enqueue(task, signal)) as SolverResult<T>;
    },
    isReady: () => ready,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(pause);
      for (const { reject } of queue.splice(0)) reject(busy("The service is stopping."));
      await worker.terminate();
    },
  };
};
