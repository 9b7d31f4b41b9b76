import { DatabaseSync } from "node:sqlite";
import { BootError } from "#core";
import { toWireFault } from "./database.ts";
import { RESULT_BUSY } from "./protocol.ts";

const WAIT_MS = 250;

/** A held lock. */
export interface DirectoryLock {
  readonly release: () => void;
}

/**
 * Keeps a second process from writing to the same directory. SQLite's own locking on a separate,
 * empty database does the work: the operating system frees it however the process ends.
 * @throws {BootError} when another store holds it.
 */
export const lockDirectory = (directory: string, path: string): DirectoryLock => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: WAIT_MS });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
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
    release: () => {
      if (held.isOpen) {
        held.close();
      }
    },
  };
};
