import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = 0o700;
const FILE = 0o600;
/** What other users may do with a file. */
const OTHERS = 0o077;

/** Takes what others may do away from one path; how many paths were open to them. */
const closePath = (path: string): number => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // A link is not followed: what it names may be none of ours.
  if (found === undefined || found.isSymbolicLink()) return 0;
  if (found.isDirectory()) {
    const own = (found.mode & OTHERS) === 0 ? 0 : 1;
    if (own === 1) chmodSync(path, FOLDER);
    return readdirSync(path).reduce((sum, name) => sum + closePath(join(path, name)), own);
  }
  if ((found.mode & OTHERS) === 0) return 0;
  chmodSync(path, FILE);
  return 1;
};

/**
 * Makes a directory that only its owner enters, or takes what others may do away from it and all that
 * is in it; how many paths were open to others.
 * @throws {NodeJS.ErrnoException} where it belongs to somebody else.
 */
export const closeDirectory = (path: string): number => {
  mkdirSync(path, { recursive: true, mode: FOLDER });
  return closePath(path);
};

/** The same for one file, which may be absent. */
export const closeFile = (path: string): number => closePath(path);
