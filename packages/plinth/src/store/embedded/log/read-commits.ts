import { readSync } from "node:fs";
import type { LogCommit } from "./contract.ts";
import {
  FRAME_HEADER,
  isNextFrame,
  readFrameHeader,
  WAL_HEADER,
  type WalHeader,
} from "./frames.ts";

const FIRST_READ = 65_536;
const NEXT_READ = 1 << 20;

/** Whole transactions of a log. */
export interface Taken {
  readonly bytes: Buffer;
  readonly commits: readonly LogCommit[];
}

/** Where to read from. */
export interface ReadFrom {
  readonly first: number;
  /** When the commits were durable. */
  readonly at: number;
  readonly after?: string;
  readonly scratch: Buffer;
}

/** Reads a piece of a file, as far as it goes. */
export const readAt = (descriptor: number, at: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
};

/** Memory for the first read of a commit; most commits are no longer, and none is made for them. */
export const createScratch = (): Buffer => Buffer.allocUnsafeSlow(FIRST_READ);

/** The frames from `start` on; what is shorter than the scratch is read once. */
const createFrames = (descriptor: number, start: number, size: number, scratch: Buffer) => {
  let bytes = scratch.subarray(0, readSync(descriptor, scratch, 0, scratch.length, start));
  let isEnd = bytes.length < scratch.length;
  return {
    /** All that was read when the frame is whole; undefined where the file ends before. */
    upTo: (frame: number): Buffer | undefined => {
      if ((frame + 1) * size <= bytes.length) return bytes;
      if (isEnd) return undefined;
      const more = readAt(descriptor, start + bytes.length, NEXT_READ);
      isEnd = more.length < NEXT_READ;
      bytes = Buffer.concat([bytes, more]);
      return (frame + 1) * size > bytes.length ? undefined : bytes;
    },
    first: (count: number): Buffer => Buffer.from(bytes.subarray(0, count * size)),
  };
};

/**
 * Whole transactions from frame `first` on. A frame with another salt is of a log before this one;
 * frames after the last commit are of a transaction that was not committed, or not yet. With `after`,
 * the checksum of the frame before, checksums are compared too: after a crash anything may stand
 * behind the last commit.
 */
export const readCommits = (
  descriptor: number,
  header: WalHeader,
  { first, at, after, scratch }: ReadFrom,
): Taken => {
  const size = FRAME_HEADER + header.pageSize;
  const frames = createFrames(descriptor, WAL_HEADER + first * size, size, scratch);
  const commits: LogCommit[] = [];
  let checksum = after;
  for (let frame = 0; ; frame += 1) {
    const bytes = frames.upTo(frame);
    if (bytes === undefined) break;
    const found = readFrameHeader(bytes, frame * size);
    if (found.salt !== header.salt) break;
    if (checksum !== undefined && !isNextFrame(bytes, frame * size, header, checksum)) break;
    checksum = checksum === undefined ? undefined : found.checksum;
    if (found.pages !== 0) commits.push({ frames: frame + 1, at });
  }
  return { bytes: frames.first(commits.at(-1)?.frames ?? 0), commits };
};
