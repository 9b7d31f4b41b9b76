import { Worker } from "node:worker_threads";
import { type AppError, platformErrors } from "plinth";
import type { PdfAnswer, PdfJob } from "./pdf-job.ts";

/** Longest that one file may take, in milliseconds. */
const DRAW_MS = 15_000;
/** Files that may wait for the one that is drawn. */
const QUEUE_LENGTH = 8;
/** More than 30 days of 30 dishes need, in MiB. */
const HEAP_MB = 192;

/** Draws files in a thread of their own, one at a time, so that other calls do not wait. */
export interface PdfMaker {
  /** @throws {AppError} SERVICE_UNAVAILABLE where many wait, it takes too long, or the signal aborts */
  readonly make: (job: PdfJob, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;
  readonly close: () => Promise<void>;
}

const busy = (detail: string): AppError =>
  platformErrors.make.SERVICE_UNAVAILABLE({ detail, headers: { "Retry-After": "2" } });

const threadFile = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./pdf-worker.ts" : "./pdf-worker.js", import.meta.url);

/** Draws one file in a thread that ends with it: it is asked for rarely, and idle it would cost. */
const drawApart = async (
  job: PdfJob,
  signal: AbortSignal,
  limitMs: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const thread = new Worker(threadFile(), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let stop: ((fault: Error) => void) | undefined;
  const onAbort = (): void => stop?.(busy("The request ended before its file was there."));
  const timer = setTimeout(() => stop?.(busy("This file took too long.")), limitMs);
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
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
};

/** Builds the maker; no thread runs before a file is asked for. */
export const createPdfMaker = (limitMs: number = DRAW_MS): PdfMaker => {
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
        if (isClosed || signal.aborted) throw busy("The request ended before its file was there.");
        return drawApart(job, signal, limitMs);
      });
      last = made.then(
        () => undefined,
        () => undefined,
      );
      return made.finally(() => {
        waiting -= 1;
      });
    },
    close: async () => {
      isClosed = true;
      await last;
    },
  };
};
