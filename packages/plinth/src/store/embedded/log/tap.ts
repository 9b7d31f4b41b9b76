import { closeSync, fstatSync, openSync } from "node:fs";
import { createBatcher } from "./batcher.ts";
import type { LogBatch, LogPosition } from "./contract.ts";
import {
  FRAME_HEADER,
  readFrameHeader,
  readWalHeader,
  WAL_HEADER,
  type WalHeader,
} from "./frames.ts";
import { createScratch, readAt, readCommits, type Taken } from "./read-commits.ts";

/** What a tap needs. */
export interface TapOptions {
  /** The file of the write-ahead log. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly send: (batch: LogBatch) => void;
}

/** Reads commits out of the write-ahead log, each once, right after it became durable. */
export interface Tap {
  readonly isOn: () => boolean;
  /** Begins after a place, or where the log begins; false when it does not go on from there. */
  readonly resume: (after: LogPosition | undefined) => boolean;
  /** Begins with a log that is empty now. */
  readonly begin: () => void;
  /**
   * Sends what was taken, and gives an instant that parts commits: those before are not later, those
   * after are.
   */
  readonly cut: () => number;
  /** Batches that were sent. */
  readonly sent: () => number;
  /**
   * Takes what was committed since. Called after every commit and before anything could write over
   * the log; the commits taken were durable at `at`.
   */
  readonly take: (at: number) => void;
  /** Sends what was taken. */
  readonly flush: () => void;
  readonly close: () => void;
}

/** Whether a log goes on from a place: its last frame is still the one that was there. */
const goesOn = (descriptor: number, found: WalHeader, after: LogPosition): boolean => {
  const step = FRAME_HEADER + found.pageSize;
  const last = readAt(descriptor, WAL_HEADER + (after.frames - 1) * step, FRAME_HEADER);
  if (last.length < FRAME_HEADER || found.salt !== after.salt) return false;
  const { salt, checksum } = readFrameHeader(last, 0);
  return salt === after.salt && checksum === after.checksum;
};

/** Builds a tap; it is off until `resume` or `begin`. */
export const createTap = ({ path, now, send }: TapOptions): Tap => {
  let descriptor: number | undefined;
  let header: WalHeader | undefined;
  /** Frames of the log that were taken. */
  let frames = 0;
  let latest = 0;
  const batcher = createBatcher({ now, send });
  const scratch = createScratch();

  const open = (): number => {
    descriptor ??= openSync(path, "r");
    return descriptor;
  };

  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };

  const add = (taken: Taken, of: WalHeader): void => {
    if (taken.commits.length === 0) return;
    const first = frames;
    frames += taken.bytes.length / (FRAME_HEADER + of.pageSize);
    batcher.add(taken, of, first);
  };

  /** The header of now: a log that began anew has another salt. */
  const follow = (file: number): WalHeader | undefined => {
    const found = readWalHeader(readAt(file, 0, WAL_HEADER));
    if (found === undefined || found.salt === header?.salt) return header;
    // Nothing of the log before is missing: it was taken before it could begin anew.
    batcher.flush();
    header = found;
    frames = 0;
    return header;
  };

  const take = (at: number): void => {
    if (descriptor === undefined) return;
    const current = follow(descriptor);
    if (current === undefined) return;
    // The clock of the machine may be set back; the order of commits is not.
    latest = Math.max(latest, at);
    add(readCommits(descriptor, current, { first: frames, at: latest, scratch }), current);
  };

  return {
    isOn: () => descriptor !== undefined,
    resume: (after) => {
      const file = open();
      const found = readWalHeader(readAt(file, 0, WAL_HEADER));
      const isKnown = after === undefined || (found !== undefined && goesOn(file, found, after));
      if (!isKnown) {
        close();
        return false;
      }
      header = found;
      frames = after?.frames ?? 0;
      // When the commits were that nobody heard of is lost; the file was last written then.
      latest = Math.min(Math.floor(fstatSync(file).mtimeMs), now());
      if (found !== undefined) {
        const before = after?.checksum ?? found.checksum;
        add(readCommits(file, found, { first: frames, at: latest, after: before, scratch }), found);
        batcher.flush();
      }
      return true;
    },
    begin: () => {
      open();
      batcher.flush();
      header = undefined;
      frames = 0;
    },
    cut: () => {
      batcher.flush();
      const at = Math.max(now(), latest);
      latest = at + 1;
      return at;
    },
    sent: batcher.sent,
    take,
    flush: batcher.flush,
    close: () => {
      batcher.flush();
      close();
    },
  };
};
