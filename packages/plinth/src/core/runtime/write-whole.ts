import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner reads, whole or not at all; it is on the disk when this returns.
 * Directories that are missing are made, for the owner alone.
 * @throws {NodeJS.ErrnoException} where the directory cannot be written.
 */
export const writeWhole = (path: string, text: string): void => {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  const descriptor = openSync(draft, "w", 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // One that was left by a crash keeps the mode that it had.
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  // The name is the directory's content, and survives a power cut only once that is written.
  const folder = openSync(directory, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};
