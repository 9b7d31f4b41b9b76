import { fstatSync, fsyncSync, openSync, writeSync } from "node:fs";
import { pino } from "pino";

/** Takes finished lines, each ending in a line feed. */
export interface LogSink {
  readonly write: (line: string) => void;
  /** Hands everything written so far to the operating system before it returns. */
  readonly flush?: () => void;
}

/** Where lines go: a file descriptor, a file that is appended to, or a sink of one's own. */
export type LogDestination = number | string | LogSink;

/** Lines are gathered to about this many characters, or for this many milliseconds, into a block. */
const BLOCK_CHARACTERS = 16_384;
const BLOCK_MILLISECONDS = 200;
/** What may wait in memory while the destination blocks; beyond it lines are dropped. */
const MAX_WAITING_BYTES = 16 * 1_048_576;

/** Takes blocks of lines. */
export interface BlockWriter {
  readonly write: (block: string) => void;
  readonly flushSync: () => void;
}

/** Writes blocks to a file. */
export interface FileWriter extends BlockWriter {
  /** Whether something waits that the disk did not take. */
  readonly isBehind: () => boolean;
}

/** Writes to a file at once; what a full disk does not take is tried again with each further block. */
export const fileOf = (descriptor: number): FileWriter => {
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  /** Gives back how many bytes the file took. */
  const attempt = (block: string | Uint8Array): number => {
    try {
      return typeof block === "string"
        ? writeSync(descriptor, block)
        : writeSync(descriptor, block);
    } catch {
      return 0;
    }
  };

  const wait = (bytes: Uint8Array): void => {
    if (waitingBytes + bytes.length > MAX_WAITING_BYTES) return;
    waiting.push(bytes);
    waitingBytes += bytes.length;
  };

  const writeWaiting = (): void => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const written = attempt(first);
      waitingBytes -= written;
      if (written === first.length) waiting.shift();
      else waiting[0] = first.subarray(written);
      if (written === 0) return;
    }
  };

  return {
    write: (block) => {
      writeWaiting();
      if (waiting.length > 0) {
        wait(Buffer.from(block));
        return;
      }
      // Text as it is: the system makes bytes of it.
      const written = attempt(block);
      if (written !== Buffer.byteLength(block)) wait(Buffer.from(block).subarray(written));
    },
    isBehind: () => {
      writeWaiting();
      return waiting.length > 0;
    },
    flushSync: () => {
      writeWaiting();
      fsyncSync(descriptor);
    },
  };
};

const streamOf = (descriptor: number): BlockWriter => {
  const options = { dest: descriptor, sync: false, maxLength: MAX_WAITING_BYTES };
  const stream = pino.destination(options);
  stream.on("error", () => undefined);
  return stream;
};

/**
 * Opens a destination. Lines are gathered and written in blocks, and what waits is written when the
 * process exits. Files are written synchronously, which is quick and keeps the order; a pipe or
 * terminal, whose reader may stall, is written asynchronously, so a block that is on its way may
 * land behind those that a flush writes. A destination that fails later loses lines but never ends
 * the process, because the service matters more than its log.
 *
 * The gathering is ours: pino's stream measures its whole buffer again at every line, which at a
 * block of 16 KB costs more than making the line. So is the writing of files: the stream turns each
 * block into bytes again after it was written, and those into text, to find that nothing is left.
 * @throws the system's error when a file cannot be opened for appending.
 */
export const openDestination = (
  destination: LogDestination,
  /** Hears each block of whole lines when it is written. */
  onBlock: (block: string) => void = () => undefined,
): LogSink => {
  if (typeof destination === "object") {
    return {
      write: (line) => {
        destination.write(line);
        onBlock(line);
      },
      flush: () => destination.flush?.(),
    };
  }
  const descriptor =
    typeof destination === "number" ? destination : openSync(destination, "a", 0o600);
  const stream = fstatSync(descriptor).isFile() ? fileOf(descriptor) : streamOf(descriptor);
  let block = "";
  let timer: NodeJS.Timeout | undefined;

  const writeBlock = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (block === "") return;
    const full = block;
    block = "";
    stream.write(full);
    onBlock(full);
  };
  const flush = (): void => {
    try {
      writeBlock();
      stream.flushSync();
    } catch {
      // Closed pipe or full disk: there is nowhere left to say so.
    }
  };
  process.once("exit", flush);
  return {
    write: (line) => {
      block += line;
      if (block.length >= BLOCK_CHARACTERS) writeBlock();
      else timer ??= setTimeout(writeBlock, BLOCK_MILLISECONDS).unref();
    },
    flush,
  };
};
