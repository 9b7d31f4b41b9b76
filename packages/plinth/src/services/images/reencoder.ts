import { Worker } from "node:worker_threads";
import { type StartTimer, systemTimer } from "#core";
import type { CodecAnswer, CodecJob, ImageOutput } from "./codec/protocol.ts";
import { ImageFault } from "./fault.ts";
import type { ImageHeader } from "./formats/format.ts";
import {
  formatOf,
  IMAGE_LIMITS,
  type ImageLimits,
  readImageHeader,
  requireImageWithin,
} from "./header.ts";

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_QUEUE = 16;
/** A thread without work gives its memory back after this long; what a codec took it keeps. */
const IDLE_MS = 10_000;
/** Bounds the thread's own heap; pixels lie outside of it and are bounded by the cap on them. */
const HEAP_MB = 64;

/** An image made anew: only pixels, upright. */
export interface ReencodedImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: ImageOutput["type"];
  readonly width: number;
  readonly height: number;
}

/** Makes images anew, one at a time, in a thread of its own. */
export interface ImageReencoder {
  /**
   * @throws {ImageFault} with its reason: the header is judged here, before a thread hears of it;
   * "busy" when too many wait.
   */
  readonly reencode: (
    bytes: Uint8Array,
    output: ImageOutput,
    limits?: Partial<ImageLimits>,
  ) => Promise<ReencodedImage>;
  /** Ends the thread; what waits fails. */
  readonly close: () => Promise<void>;
}

/** Bounds of the thread. */
export interface ReencoderOptions {
  /** Longest work on one image, in milliseconds. Default 20,000. */
  readonly timeoutMs?: number;
  /** Images that wait at most. Default 16. */
  readonly queueLength?: number;
  readonly startTimer?: StartTimer;
  /** The script of the thread; its own unless a test brings a broken one. */
  readonly script?: URL;
}

/** The thread runs from wherever this file runs: sources with types stripped, or the build. */
const workerUrl = new URL(
  import.meta.url.endsWith(".ts") ? "./codec/codec-worker.ts" : "./codec/codec-worker.js",
  import.meta.url,
);

const requireDecodable = (bytes: Uint8Array, limits: ImageLimits): ImageHeader => {
  const header = readImageHeader(bytes);
  requireImageWithin(header, limits);
  if (formatOf(bytes).withoutMetadata === undefined) {
    throw new ImageFault("cannot-decode", `${header.type} cannot be made anew`);
  }
  return header;
};

/** Speaks with one thread about one image; the thread is not used again after anything went wrong. */
const ask = (
  worker: Worker,
  job: CodecJob,
  timeoutMs: number,
  startTimer: StartTimer,
): Promise<CodecAnswer> =>
  new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      cancel();
      worker.off("message", onMessage).off("error", onEnd).off("exit", onEnd);
      settle();
    };
    const onMessage = (answer: CodecAnswer): void => end(() => resolve(answer));
    const onEnd = (): void =>
      end(() => reject(new ImageFault("cannot-decode", "the image broke its decoder")));
    const cancel = startTimer(timeoutMs, () =>
      end(() => reject(new ImageFault("timeout", "the image took too long"))),
    );
    worker.on("message", onMessage).on("error", onEnd).on("exit", onEnd);
    worker.postMessage(job);
  });

/** Builds the place where images are made anew (UPL-04). No thread runs while there is no image. */
export const createImageReencoder = (options: ReencoderOptions = {}): ImageReencoder => {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, queueLength = DEFAULT_QUEUE } = options;
  const startTimer = options.startTimer ?? systemTimer;
  let worker: Worker | undefined;
  let cancelIdle: (() => void) | undefined;
  let waiting = 0;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  const drop = async (): Promise<void> => {
    const dropped = worker;
    worker = undefined;
    await dropped?.terminate();
  };

  const spawn = (): Worker => {
    const made = new Worker(options.script ?? workerUrl, {
      name: "plinth-images",
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
      // Codecs print what they think of a file; that is nobody's log.
      stdout: true,
      stderr: true,
    });
    // One that ends while nobody listens must not end the process.
    made.on("error", () => undefined);
    made.on("exit", () => {
      if (worker === made) worker = undefined;
    });
    return made;
  };

  const work = async (job: CodecJob): Promise<ReencodedImage> => {
    if (isClosed) throw new ImageFault("busy", "the service is stopping");
    cancelIdle?.();
    worker ??= spawn();
    worker.ref();
    try {
      const answer = await ask(worker, job, timeoutMs, startTimer);
      if ("fault" in answer) {
        throw new ImageFault("cannot-decode", "the image cannot be decoded");
      }
      worker?.unref();
      cancelIdle = startTimer(IDLE_MS, () => void drop());
      return { ...answer, type: job.output.type };
    } catch (fault) {
      // A codec that failed may have been left half-way; the next image gets a new one.
      await drop();
      throw fault;
    }
  };

  return {
    reencode: async (bytes, output, limits = {}) => {
      const header = requireDecodable(bytes, { ...IMAGE_LIMITS, ...limits });
      if (waiting >= queueLength) throw new ImageFault("busy", "too many images are waiting");
      const { type, width, height, orientation } = header;
      const job = { bytes: Uint8Array.from(bytes), type, width, height, orientation, output };
      waiting += 1;
      const turn = last.then(() => work(job));
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } finally {
        waiting -= 1;
      }
    },
    close: async () => {
      isClosed = true;
      cancelIdle?.();
      await drop();
      await last;
    },
  };
};
