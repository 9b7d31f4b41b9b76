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

/** Lines are gathered to this many bytes, or for this many milliseconds, before one write. */
const BUFFER_BYTES = 32_768;
const BUFFER_MILLISECONDS = 200;
/** What may wait in memory while the destination blocks; beyond it lines are dropped. */
const MAX_WAITING_BYTES = 16 * 1_048_576;

/**
 * Opens a destination. Lines are gathered and written in blocks, and what waits is written when the
 * process exits. Files are written synchronously, which is quick and keeps the order; a pipe or
 * terminal, whose reader may stall, is written asynchronously, so a block that is on its way may
 * land behind those that a flush writes. A destination that fails later loses lines but never ends
 * the process, because the service matters more than its log.
 * @throws the system's error when a file cannot be opened for appending.
 */
export const openDestination = (destination: LogDestination): LogSink => {
  if (typeof destination === "object") return destination;
  const descriptor =
    typeof destination === "number" ? destination : openSync(destination, "a", 0o600);
  const sync = fstatSync(descriptor).isFile();
  const stream = pino.destination({
    dest: descriptor,
    sync,
    minLength: BUFFER_BYTES,
    maxWrite: 2 * BUFFER_BYTES,
    maxLength: MAX_WAITING_BYTES,
    periodicFlush: BUFFER_MILLISECONDS,
  });
  stream.on("error", () => undefined);
  const flush = (): void => {
    try {
      stream.flushSync();
    } catch {
      // Closed pipe or full disk: there is nowhere left to say so.
    }
  };
  // pino does this for asynchronous streams only.
  if (sync) process.once("exit", flush);
  return {
    write: (line) => {
      stream.write(line);
    },
    flush,
  };
};
