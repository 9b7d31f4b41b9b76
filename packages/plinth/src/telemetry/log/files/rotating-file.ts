import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { join } from "node:path";
import type { Clock } from "#core";
import { type FileWriter, fileOf } from "../destination.ts";
import { CURRENT_FILE, fullFileName, fullSince, listFullFiles } from "./log-files.ts";

const DAY_MS = 86_400_000;
/** How often it is looked for files that are too old. */
const LOOK_MS = 3_600_000;

/** What a rotating file is made with. */
export interface RotatingFileOptions {
  readonly directory: string;
  /** Size at which a file is full. */
  readonly maxBytes: number;
  /** How many files are kept, the one that is written to included. */
  readonly maxFiles: number;
  /** How long lines are kept. */
  readonly maxDays: number;
  readonly clock: Clock;
}

/** The log of a process as files of bounded size, number and age. */
export interface RotatingFile {
  /** Appends a block of whole lines. Never throws: a log that cannot be written ends no service. */
  readonly write: (block: string) => void;
  /** Hands everything to the disk and closes the file. */
  readonly close: () => void;
}

interface Open {
  readonly descriptor: number;
  readonly writer: FileWriter;
  /** When its first line may have been written. */
  readonly since: number;
  bytes: number;
}

const quietly = (work: () => void): void => {
  try {
    work();
  } catch {
    // Gone already, or a disk that does not take it: the next block tries again.
  }
};

/**
 * Opens the file. A full file is renamed while nothing is written to it, and the next one begun after
 * that, so that no line is lost and whoever reads along finds the rest of it under either name. One
 * process writes to a folder; should another one do so too, each notices that the file is another.
 * @throws the system's error when the folder or the file cannot be made.
 */
export const openRotatingFile = (options: RotatingFileOptions): RotatingFile => {
  const { directory, maxBytes, maxFiles, clock } = options;
  const path = join(directory, CURRENT_FILE);
  // A file spans a share of the time, so that whole files can go and no line stays for too long.
  const spanMs = (options.maxDays * DAY_MS) / (maxFiles + 1);
  const keptMs = options.maxDays * DAY_MS - spanMs;

  const open = (): Open => {
    const descriptor = openSync(path, "a", 0o600);
    const { size, birthtimeMs } = fstatSync(descriptor);
    // Not every file system knows when a file was made.
    const isOld = size > 0 && birthtimeMs > 0;
    const since = isOld ? Math.min(birthtimeMs, clock.now()) : clock.now();
    return { descriptor, writer: fileOf(descriptor), since, bytes: size };
  };
  let lookedAt = clock.now();
  const removeOld = (): void => {
    lookedAt = clock.now();
    const full = listFullFiles(directory);
    const tooMany = new Set(full.slice(0, Math.max(0, full.length - (maxFiles - 1))));
    const oldest = clock.now() - keptMs;
    for (const name of full) {
      if (tooMany.has(name) || (fullSince(name) ?? 0) < oldest) {
        quietly(() => unlinkSync(join(directory, name)));
      }
    }
  };
  const isOurs = ({ descriptor }: Open): boolean => {
    try {
      const [named, held] = [statSync(path), fstatSync(descriptor)];
      return named.ino === held.ino && named.dev === held.dev;
    } catch {
      return false;
    }
  };
  const nextName = (): string => {
    const now = clock.now();
    let number = 0;
    while (existsSync(join(directory, fullFileName(now, number)))) number += 1;
    return join(directory, fullFileName(now, number));
  };

  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let file = open();
  removeOld();

  const rotate = (): void => {
    // What the disk did not take belongs to this file.
    if (file.writer.isBehind()) return;
    // Somebody else renamed it already: what is there now is not full.
    if (isOurs(file)) renameSync(path, nextName());
    const next = open();
    const before = file;
    file = next;
    quietly(() => closeSync(before.descriptor));
    removeOld();
  };
  const isDue = (bytes: number): boolean =>
    file.bytes > 0 && (file.bytes + bytes > maxBytes || clock.now() - file.since > spanMs);

  return {
    write: (block) => {
      const bytes = Buffer.byteLength(block);
      if (isDue(bytes)) quietly(rotate);
      else if (clock.now() - lookedAt > LOOK_MS) removeOld();
      file.writer.write(block);
      file.bytes += bytes;
    },
    close: () => {
      quietly(() => file.writer.flushSync());
      quietly(() => closeSync(file.descriptor));
    },
  };
};
