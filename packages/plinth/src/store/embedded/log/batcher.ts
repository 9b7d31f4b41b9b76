import type { LogBatch, LogCommit } from "./contract.ts";
import { FRAME_HEADER, type WalHeader } from "./frames.ts";
import type { Taken } from "./read-commits.ts";

/** A batch is sent when it is so large or so old. */
const BATCH_BYTES = 1 << 20;
const BATCH_MS = 100;

/** Puts commits together, because a message between threads costs more than a commit. */
export interface Batcher {
  /** Takes what was read from frame `first` of a log on. */
  readonly add: (taken: Taken, of: WalHeader, first: number) => void;
  /** Sends what was taken. */
  readonly flush: () => void;
  /** Batches that were sent. */
  readonly sent: () => number;
}

interface Pending {
  readonly salt: string;
  readonly pageSize: number;
  readonly first: number;
  readonly since: number;
  readonly parts: Taken[];
  bytes: number;
}

/** Numbers the frames of all parts through. */
const joinCommits = (parts: readonly Taken[], size: number): readonly LogCommit[] => {
  let before = 0;
  return parts.flatMap(({ bytes, commits }) => {
    const start = before;
    before += bytes.length / size;
    return commits.map(({ frames, at }) => ({ frames: start + frames, at }));
  });
};

const joinBytes = (parts: readonly Taken[], length: number): Uint8Array => {
  // Not a Buffer: what is sent to the other thread must have its memory to itself.
  const joined = new Uint8Array(length);
  let at = 0;
  for (const { bytes } of parts) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
};

/** Builds it. */
export const createBatcher = (options: {
  readonly now: () => number;
  readonly send: (batch: LogBatch) => void;
}): Batcher => {
  const { now, send } = options;
  let number = 0;
  let pending: Pending | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (pending === undefined) return;
    const { salt, pageSize, first, parts, bytes } = pending;
    pending = undefined;
    number += 1;
    const commits = joinCommits(parts, FRAME_HEADER + pageSize);
    send({ number, salt, pageSize, first, commits, frames: joinBytes(parts, bytes) });
  };

  return {
    add: (taken, { salt, pageSize }, first) => {
      if (pending === undefined) {
        pending = { salt, pageSize, first, since: now(), parts: [], bytes: 0 };
        timer = setTimeout(flush, BATCH_MS);
        timer.unref();
      }
      pending.parts.push(taken);
      pending.bytes += taken.bytes.length;
      if (pending.bytes >= BATCH_BYTES || now() - pending.since >= BATCH_MS) flush();
    },
    flush,
    sent: () => number,
  };
};
