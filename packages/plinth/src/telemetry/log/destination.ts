import { fstatSync, openSync } from "node:fs";
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

/**
 * Opens a destination. Lines are gathered and written in blocks, and what waits is written when the
 * process exits. Files are written synchronously, which is quick and keeps the order; a pipe or
 * terminal, whose reader may stall, is written asynchronously, so a block that is on its way may
 * land behind those that a flush writes. A destination that fails later loses lines but never ends
 * the process, because the service matters more than its log.
 *
 * The gathering is ours: pino's stream measures its whole buffer again at every line, which at a
 * block of 16 KB costs more than making the line.
 * @throws the system's error when a file cannot be opened for appending.
 */
export const openDestination = (destination: LogDestination): LogSink => {
  if (typeof destination === "object") return destination;
  const descriptor =
    typeof destination === "number" ? destination : openSync(destination, "a", 0o600);
  const sync = fstatSync(descriptor).isFile();
  const stream = pino.destination({ dest: descriptor, sync, maxLength: MAX_WAITING_BYTES });
  stream.on("error", () => undefined);
  let block = "";
  let timer: NodeJS.Timeout | undefined;

  const writeBlock = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (block === "") return;
    const full = block;
    block = "";
    stream.write(full);
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
