import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "plinth-restore-";
const NAME = /^plinth-restore-(\d+)-/;
/** Somebody else's process numbers may be those of another container that shares the directory. */
const OLD_MS = 3_600_000;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    // Of another user, and so there.
    return fault instanceof Error && "code" in fault && fault.code === "EPERM";
  }
};

/** A process that was killed while it looked at a backup leaves what it had restored: readable rows. */
const removeAbandoned = async (root: string, now: number): Promise<void> => {
  for (const name of await readdir(root)) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0);
    if (pid === 0 || isAlive(pid)) continue;
    const path = join(root, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || now - found.mtimeMs < OLD_MS) continue;
    // One of another user's stays theirs.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
};

/**
 * A directory of ours alone for what is restored to be looked at, and its removal is the caller's. What
 * processes that ended before left is removed first; `now` is in milliseconds since the epoch.
 */
export const makeScratchSpace = async (now: number, root = tmpdir()): Promise<string> => {
  await removeAbandoned(root, now);
  return mkdtemp(join(root, `${PREFIX}${process.pid}-`));
};
