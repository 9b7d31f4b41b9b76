import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { NotRunError, type Scene } from "../drill.ts";

/** What statfs(2) says of a tmpfs. */
const TMPFS_MAGIC = 0x01021994;
const CHUNK = 65_536;

/** A file system of some megabytes, which can be filled. */
export interface SmallDisk {
  readonly directory: string;
  /** Bytes that are left. */
  readonly free: () => number;
  /** Fills it to the last byte. */
  readonly fill: () => void;
  /** Gives back what `fill` took. */
  readonly makeRoom: () => void;
}

const isNoSpace = (fault: unknown): boolean =>
  fault instanceof Error && "code" in fault && fault.code === "ENOSPC";

/** Writes zeros until nothing more fits, but never more than `limit` bytes. */
const writeUntilFull = (path: string, limit: number): void => {
  const file = openSync(path, "w");
  const zeros = new Uint8Array(CHUNK);
  try {
    for (let size = CHUNK, written = 0; size >= 1 && written < limit; ) {
      try {
        written += writeSync(file, zeros, 0, size);
      } catch (fault) {
        if (!isNoSpace(fault)) throw fault;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
};

/**
 * Mounts a tmpfs. A mount that failed unnoticed would fill the real disk, so the kernel is asked
 * what is there and how large it is before anything is written.
 * @throws {NotRunError} where this process may not mount, or the mount is not what was asked for.
 */
export const mountSmallDisk = ({ directory: make, defer }: Scene, megabytes: number): SmallDisk => {
  const directory = make();
  try {
    const options = `size=${megabytes}m,mode=700`;
    const words = ["-t", "tmpfs", "-o", options, "plinth-drill", directory];
    execFileSync("mount", words, { stdio: "pipe", timeout: 10_000 });
  } catch {
    throw new NotRunError("a small file system cannot be mounted here: that takes root's rights");
  }
  // Lazily, because a process that was just killed may hold it for a moment longer.
  defer(() => execFileSync("umount", ["-l", directory], { stdio: "pipe", timeout: 10_000 }));
  const bytes = megabytes * 2 ** 20;
  const { type, bsize, blocks } = statfsSync(directory);
  if (type !== TMPFS_MAGIC || bsize * blocks > bytes) {
    throw new NotRunError("what was mounted is not the small file system that was asked for");
  }
  const ballast = join(directory, "ballast");
  return {
    directory,
    free: () => {
      const now = statfsSync(directory);
      return now.bsize * now.bavail;
    },
    fill: () => writeUntilFull(ballast, bytes),
    makeRoom: () => rmSync(ballast, { force: true }),
  };
};
