import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { BootError } from "#core";

/** The files of one embedded database. */
export interface EmbeddedFiles {
  readonly database: string;
  readonly lock: string;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "unknown");

/**
 * Makes an empty file for its owner only. An existing file is never opened here: closing it would
 * drop the locks that SQLite holds on it in this process (POSIX advisory locks belong to the file).
 */
const makePrivate = (path: string): void => {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
    chmodSync(path, 0o600);
  }
};

const prepare = (directory: string, work: () => void): void => {
  try {
    work();
  } catch (error) {
    throw new BootError([`The data directory ${directory} cannot be used: ${messageOf(error)}.`]);
  }
};

/**
 * Makes the directory (mode 0700) and the file that is locked (mode 0600).
 * @throws {BootError} when it cannot, or when anybody on the machine may write to the directory.
 */
export const prepareDirectory = (directory: string): EmbeddedFiles => {
  const files = { database: join(directory, "plinth.db"), lock: join(directory, "plinth.lock") };
  prepare(directory, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if ((statSync(directory).mode & 0o002) !== 0) {
      throw new Error("every user of this machine may write to it; run chmod o-w on it");
    }
    makePrivate(files.lock);
  });
  return files;
};

/**
 * Makes the database where there is none (mode 0600; SQLite gives its side files the mode of the
 * database). Under the lock: until then another one may be on its way.
 * @throws {BootError} when it cannot.
 */
export const prepareDatabase = (directory: string, { database }: EmbeddedFiles): void =>
  prepare(directory, () => makePrivate(database));
