import { DatabaseSync } from "node:sqlite";
import { BootError } from "#core";
import { toWireFault } from "./database.ts";
import { RESULT_BUSY } from "./protocol.ts";
import { finishReplacement, type ReplacedFile } from "./replacement.ts";

const WAIT_MS = 250;

/** A held lock. */
export interface DirectoryLock {
  /** What a replacement of the database that was interrupted has moved aside now, at its end. */
  readonly replaced: readonly ReplacedFile[];
  readonly release: () => void;
}

/**
 * Keeps a second process from writing to the same directory. SQLite's own locking on a separate,
 * empty database does the work: the operating system frees it however the process ends. Whoever was killed
 * while it replaced the database has that ended here, before anybody looks for one.
 * @throws {BootError} when another store holds it.
 */
export const lockDirectory = (directory: string, path: string): DirectoryLock => {
  let database: DatabaseSync | undefined;
  let replaced: readonly ReplacedFile[];
  try {
    database = new DatabaseSync(path, { timeout: WAIT_MS });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    replaced = finishReplacement(directory);
  } catch (error) {
    database?.close();
    const { message, resultCode } = toWireFault(error);
    throw new BootError([
      (resultCode & 0xff) === RESULT_BUSY
        ? `The data directory ${directory} is in use by another running instance; stop that one first, or choose another directory.`
        : `The data directory ${directory} cannot be locked: ${message}.`,
    ]);
  }
  const held = database;
  return {
    replaced,
    release: () => {
      if (held.isOpen) {
        held.close();
      }
    },
  };
};
