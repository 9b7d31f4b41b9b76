import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { copyFile, type FileHandle, mkdir, open, rename, rm, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Clock, Random } from "#core";

/** A new, empty file that only this account can read. */
export interface IncomingFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/** The directory in which files stand while their request lasts. */
export interface Incoming {
  /** Makes a file of a random name. @throws the error of the file system. */
  readonly create: () => Promise<IncomingFile>;
}

const DAY_MS = 86_400_000;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another account is one all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** Whether nobody will come back for a directory: its process on this machine is gone. */
const isLeftover = (parent: string, name: string, now: number): boolean => {
  const [host = "", pid = ""] = name.split("~");
  if (host === hostName()) {
    // Our own number, not our own directory: containers begin at 1 each time.
    return Number(pid) === process.pid || !isRunning(Number(pid));
  }
  try {
    return now - statSync(join(parent, name)).mtimeMs > DAY_MS;
  } catch {
    return false;
  }
};

const hostName = (): string => hostname().replaceAll("~", "-").slice(0, 64);

/**
 * Opens the directory for files that are on their way, below the data directory: one for each
 * process, so that nodes that share a disk do not sweep each other. What a crash left is removed:
 * at once where it was on this machine, after a day where it was on another.
 * @throws the error of the file system.
 */
export const openIncoming = (dataDirectory: string, random: Random, clock: Clock): Incoming => {
  const parent = join(dataDirectory, "incoming");
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(parent)) {
    if (isLeftover(parent, name, clock.now())) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  const randomName = (): string => Buffer.from(random.bytes(16)).toString("hex");
  const directory = join(parent, `${hostName()}~${process.pid}~${randomName()}`);
  return {
    create: async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = join(directory, randomName());
      return { path, handle: await open(path, "wx", 0o600) };
    },
  };
};

const flush = async (path: string): Promise<void> => {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Moves a file so that it is there after a loss of power: its bytes first, then its name. Another
 * disk gets a copy.
 * @throws the error of the file system.
 */
export const moveFile = async (from: string, to: string): Promise<void> => {
  await flush(from);
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, to);
    await flush(to);
    await unlink(from);
  }
  await flush(dirname(to));
};

/** Removes a file that may be gone already. */
export const removeFile = (path: string): Promise<void> => rm(path, { force: true });
