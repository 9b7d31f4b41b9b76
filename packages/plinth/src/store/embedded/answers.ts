import type { SqlResult } from "../engine.ts";
import { storeError, toStoreError } from "../faults.ts";
import { fromWireFault } from "./faults.ts";
import { instant, type WriterReply } from "./protocol.ts";

const SWEEP_MS = 1_000;

interface Caller {
  readonly resolve: (result: SqlResult) => void;
  readonly reject: (error: Error) => void;
  readonly giveUpAt: number;
}

/** Callers who wait for the writer thread. */
export interface Answers {
  /** A promise for the answer with this id, given up after `timeoutMs`. */
  readonly expect: (id: number, timeoutMs: number) => Promise<SqlResult>;
  readonly settle: (reply: WriterReply) => void;
  /** Fails everybody with one message. */
  readonly failAll: (message: string) => void;
  readonly size: () => number;
}

/** Nobody waits forever: a caller whose answer is overdue learns that the outcome is unknown. */
export const createAnswers = (): Answers => {
  const callers = new Map<number, Caller>();
  let isSweeping = false;

  const sweep = (): void => {
    const now = instant();
    for (const [id, caller] of callers) {
      if (caller.giveUpAt < now) {
        callers.delete(id);
        caller.reject(
          storeError("timeout", "the writer did not answer; the change may have been saved or not"),
        );
      }
    }
    isSweeping = callers.size > 0;
    if (isSweeping) {
      setTimeout(sweep, SWEEP_MS).unref();
    }
  };

  return {
    expect: (id, timeoutMs) =>
      new Promise((resolve, reject) => {
        callers.set(id, { resolve, reject, giveUpAt: instant() + timeoutMs });
        if (!isSweeping) {
          isSweeping = true;
          setTimeout(sweep, SWEEP_MS).unref();
        }
      }),
    settle: (reply) => {
      const caller = callers.get(reply.id);
      callers.delete(reply.id);
      if (reply.ok) {
        caller?.resolve(reply.result);
      } else {
        caller?.reject(toStoreError(fromWireFault(reply.fault)));
      }
    },
    failAll: (message) => {
      const left = [...callers.values()];
      callers.clear();
      for (const caller of left) {
        caller.reject(storeError("unavailable", message));
      }
    },
    size: () => callers.size,
  };
};
