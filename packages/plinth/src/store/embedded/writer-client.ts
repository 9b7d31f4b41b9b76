import { Worker } from "node:worker_threads";
import type { SqlResult } from "../engine.ts";
import { storeError } from "../faults.ts";
import type { SqlValue } from "../queries/values.ts";
import { createAnswers } from "./answers.ts";
import type { LogBatch, LogListener, LogOrder } from "./log/contract.ts";
import { instant, type WriterCommand, type WriterStart } from "./protocol.ts";
import { packCommands, unpackMessage, type WireMessage } from "./wire/pack.ts";

const OPENED_ID = 0;
/** Beyond the wait for a turn: how long a disk may take before the caller is told. */
const ANSWER_GRACE_MS = 30_000;
/** So many commands are sent without waiting for the others: the writer works while they are made. */
const CHUNK = 8;
/** Longest wait for an orderly end; nothing is under way then. */
const CLOSE_MS = 5_000;

/** Bounds of the writer, in milliseconds and commands. */
export interface WriterClientOptions {
  readonly path: string;
  readonly waitMs: number;
  readonly queueLength: number;
  readonly onFault: (fault: unknown) => void;
  /** The script of the thread; the writer's own unless a test brings a broken one. */
  readonly script?: URL;
}

/** One statement for the writer. */
interface WriterStatement {
  /** The transaction it belongs to; 0 for a statement of its own. */
  readonly turn: number;
  readonly first: boolean;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Longest run, when it differs from the default. */
  readonly commandTimeoutMs?: number | undefined;
}

/** The main thread's side of the writer thread. */
export interface WriterClient {
  readonly opened: Promise<void>;
  readonly run: (statement: WriterStatement) => Promise<SqlResult>;
  readonly end: (kind: "commit" | "rollback", turn: number) => Promise<void>;
  readonly check: () => Promise<void>;
  /** Gives an order about the log; its answer is one row. */
  readonly log: (order: LogOrder) => Promise<unknown>;
  /** Who is told of what the log has. */
  readonly listen: (listener: LogListener) => void;
  readonly isBusy: () => boolean;
  /** Commands that have no answer yet. */
  readonly waiting: () => number;
  readonly flushes: () => number;
  readonly close: () => Promise<void>;
}

type CommandOf<C> = C extends { readonly id: number } ? Omit<C, "id"> : never;

/** The worker runs from wherever this file runs: sources with types stripped, or the build. */
const workerUrl = new URL(
  import.meta.url.endsWith(".ts") ? "./writer-worker.ts" : "./writer-worker.js",
  import.meta.url,
);

/**
 * Starts the writer thread and speaks with it. Commands of one turn of the event loop travel
 * together, by the chunk. A thread that died is replaced at the next command; what it had not answered fails.
 */
export const createWriterClient = (options: WriterClientOptions): WriterClient => {
  const answers = createAnswers();
  let outbox: WriterCommand[] = [];
  let isFlushDue = false;
  /** The writer was told that more is coming, and keeps its group open for it. */
  let isAwaited = false;
  let lastId = OPENED_ID;
  let flushed = 0;
  let worker: Worker | undefined;
  let listener: LogListener | undefined;

  const spawn = (): Worker => {
    const made = new Worker(options.script ?? workerUrl, {
      workerData: { path: options.path } satisfies WriterStart,
      name: "plinth-writer",
    });
    made.on("message", (message: WireMessage | { readonly batch: LogBatch }) => {
      if ("batch" in message) {
        listener?.onBatch(message.batch);
        return;
      }
      const { replies, flushes } = unpackMessage(message);
      flushed += flushes;
      for (const reply of replies) {
        answers.settle(reply);
      }
      // An idle writer does not keep the process alive.
      if (answers.size() === 0) {
        made.unref();
      }
    });
    made.on("error", options.onFault);
    made.on("exit", () => {
      if (worker === made) {
        worker = undefined;
        outbox = [];
        isAwaited = false;
        answers.failAll("the writer thread ended");
        listener?.onLost();
      }
    });
    return made;
  };

  const sendOutbox = (isMoreComing: boolean): void => {
    worker ??= spawn();
    worker.postMessage(packCommands(outbox, isMoreComing));
    outbox = [];
    isAwaited = isMoreComing;
  };

  /** After everybody who goes on in this turn of the event loop has asked. */
  const flushOutbox = (): void => {
    isFlushDue = false;
    if (outbox.length > 0 || isAwaited) {
      sendOutbox(false);
    }
  };

  const ask = (command: CommandOf<WriterCommand>, timeoutMs: number): Promise<SqlResult> => {
    lastId += 1;
    const id = lastId;
    if (!isFlushDue) {
      isFlushDue = true;
      queueMicrotask(flushOutbox);
    }
    outbox.push({ ...command, id });
    if (outbox.length >= CHUNK) {
      sendOutbox(true);
    }
    if (answers.size() === 0) {
      worker?.ref();
    }
    return answers.expect(id, timeoutMs);
  };

  const answerMs = options.waitMs + ANSWER_GRACE_MS;
  worker = spawn();

  return {
    opened: answers.expect(OPENED_ID, answerMs).then(() => undefined),
    run: async ({ turn, first, sql, parameters, commandTimeoutMs = answerMs }) => {
      if ((turn === 0 || first) && answers.size() >= options.queueLength) {
        throw storeError("overload", "the queue of the writer is full");
      }
      const startBefore = instant() + options.waitMs;
      return ask({ kind: "run", turn, first, sql, parameters, startBefore }, commandTimeoutMs);
    },
    end: async (kind, turn) => {
      await ask({ kind, turn }, answerMs);
    },
    check: async () => {
      await ask({ kind: "check" }, answerMs);
    },
    log: async (order) => (await ask({ kind: "log", order }, answerMs)).rows[0],
    listen: (told) => {
      listener = told;
    },
    isBusy: () => answers.size() > 0,
    waiting: answers.size,
    flushes: () => flushed,
    close: async () => {
      const closing = worker;
      if (closing === undefined) {
        return;
      }
      await ask({ kind: "close" }, CLOSE_MS).catch(options.onFault);
      worker = undefined;
      await closing.terminate();
      answers.failAll("the store was closed");
    },
  };
};
