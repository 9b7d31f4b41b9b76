import type { SqlValue } from "../queries/values.ts";
import type { LogOrder } from "./log/contract.ts";

/** One statement. `turn` is the transaction it belongs to; 0 for a statement of its own. */
export interface RunCommand {
  readonly kind: "run";
  readonly id: number;
  readonly turn: number;
  /** Whether it opens its transaction. */
  readonly first: boolean;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Not to be started after this instant, in milliseconds of `instant()`. */
  readonly startBefore: number;
}

/** An order about the log. */
export interface LogCommand {
  readonly kind: "log";
  readonly id: number;
  readonly order: LogOrder;
}

/** What the main thread asks of the writer thread. */
export type WriterCommand =
  | RunCommand
  | { readonly kind: "commit" | "rollback"; readonly id: number; readonly turn: number }
  | { readonly kind: "check" | "close"; readonly id: number }
  | LogCommand;

/** A failure on its way between threads. */
export interface WireFault {
  readonly message: string;
  /** SQLite's extended result code; 0 when the failure is not SQLite's. */
  readonly resultCode: number;
}

/** The answer to the command with the same id. */
export type WriterReply =
  | { readonly id: number; readonly ok: true; readonly result: WireResult }
  | { readonly id: number; readonly ok: false; readonly fault: WireFault };

/** What a statement gave. */
export interface WireResult {
  readonly rows: unknown[];
  readonly affected?: number;
  readonly durationMs: number;
}

/** What the writer thread sends: answers, and how many commits reached the disk since the last. */
export interface WriterMessage {
  readonly replies: readonly WriterReply[];
  readonly flushes: number;
}

/** What the writer thread is started with. */
export interface WriterStart {
  readonly path: string;
}

/** Milliseconds that only grow and that all threads of the process share. */
export const instant = (): number => performance.timeOrigin + performance.now();

/** A result without rows. */
export const emptyResult: WireResult = { rows: [], durationMs: 0 };

/** SQLite's code for "another connection holds the lock" (SQLITE_BUSY). */
export const RESULT_BUSY = 5;
