import { Worker } from "node:worker_threads";
import { type AppError, platformErrors } from "plinth";
import type { PdfAnswer, PdfJob } from "./pdf-job.ts";

/**
 * Longest that one file may compute, in milliseconds of its thread's own CPU: on a busy machine it takes
 * longer by the clock, and comes. How long that may be is bounded by the call, whose signal then aborts.
 */
const DRAW_MS = 15_000;
/** How often the thread is asked what it used. */
const ASKED_MS = 500;
/** Files that may wait for the one that is drawn. */
const QUEUE_LENGTH = 8;
/** More than 30 days of 30 dishes need, in MiB. */
const HEAP_MB = 192;

/** Draws files in a thread of their own, one at a time, so that other calls do not wait. */
export interface PdfMaker {
  /** @throws {AppError} SERVICE_UNAVAILABLE where many wait, it computes too long, or the signal aborts */
  readonly make: (job: PdfJob, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;
  readonly close: () => Promise<void>;
}

/** What a maker is made of, where it is not as usual. */
export interface PdfMakerParts {
  /** What the thread runs. */
  readonly file?: URL;
  readonly limitMs?: number;
}

const busy = (detail: string): AppError =>
  platformErrors.make.SERVICE_UNAVAILABLE({ detail, headers: { "Retry-After": "2" } });

const ended = (): AppError => busy("The request ended before its file was there.");

const threadFile = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./pdf-worker.ts" : "./pdf-worker.js", import.meta.url);

/** What a thread has computed so far; Node before 24.6 knows only how long it was not idle. */
const usedMs = async (thread: Worker): Promise<number> => {
  if (typeof thread.cpuUsage !== "function") {
    return thread.performance.eventLoopUtilization().active;
  }
  const { user, system } = await thread.cpuUsage();
  return (user + system) / 1_000;
};

/** Draws one file in a thread that ends with it: it is asked for rarely, and idle it would cost. */
const drawApart = async (
  job: PdfJob,
  signal: AbortSignal,
  { file = threadFile(), limitMs = DRAW_MS }: PdfMakerParts,
): Promise<Uint8Array<ArrayBuffer>> => {
  const thread = new Worker(file, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let stop: ((fault: Error) => void) | undefined;
  const onAbort = (): void => stop?.(ended());
  const timer = setInterval(() => {
    usedMs(thread).then(
      (used) => {
        if (used > limitMs) stop?.(busy("This file took too long."));
      },
      // It has ended in the meantime.
      () => undefined,
    );
  }, ASKED_MS);
  try {
    return await new Promise((resolve, reject) => {
      stop = reject;
      signal.addEventListener("abort", onAbort);
      thread.once("message", (answer: PdfAnswer) => {
        if ("bytes" in answer) resolve(answer.bytes);
        else reject(new Error(`the file could not be drawn: ${answer.fault}`));
      });
      thread.once("error", reject);
      thread.once("exit", () => reject(busy("The file could not be drawn; try again.")));
    });
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
};

/** Rejects once the signal aborts, so that whoever left waits no longer. */
const untilGone = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(ended()), { once: true });
  });

/** Builds the maker; no thread runs before a file is asked for. */
export const createPdfMaker = (parts: PdfMakerParts = {}): PdfMaker => {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;
  return {
    make: (job, signal) => {
      if (isClosed || waiting > QUEUE_LENGTH) {
        return Promise.reject(busy("Many files are being made; try again in a moment."));
      }
      waiting += 1;
      const made = last.then(() => {
        if (isClosed || signal.aborted) throw ended();
        return drawApart(job, signal, parts);
      });
      last = made.then(
        () => undefined,
        () => undefined,
      );
      return Promise.race([made, untilGone(signal)]).finally(() => {
        waiting -= 1;
      });
    },
    close: async () => {
      isClosed = true;
      await last;
    },
  };
};
