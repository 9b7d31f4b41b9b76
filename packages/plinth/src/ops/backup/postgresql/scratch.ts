import { chown, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "#core";
import type { CheckedDatabase, Sentinel } from "../check/check.ts";
import { makeScratchSpace } from "../proof/scratch-space.ts";
import { withCluster } from "./cluster.ts";
import { lookAtCluster } from "./look.ts";
import type { ServerBackup } from "./repository.ts";
import type { OpenedServer } from "./server.ts";

/** What is restored and looked at. */
export interface TrialOptions {
  readonly opened: OpenedServer;
  readonly backup: ServerBackup;
  /** An instant as PostgreSQL reads it; the newest state where it is absent. */
  readonly target: string | undefined;
  readonly sentinel: Sentinel | undefined;
  /** Where the data directory is to stay; a scratch directory that is removed where it is absent. */
  readonly keepAt?: string;
  readonly monotonic: Clock;
  readonly onStep?: (step: "full backup" | "log" | "check") => void;
}

/** What was found. */
export interface Trial extends CheckedDatabase {
  /** From the beginning until the server took writes, in milliseconds. */
  readonly restoreMs: number;
  readonly checkMs: number;
}

/** Restores a server into a directory of its own, starts it there, looks at all of it, and stops it. */
export const tryRestore = async (options: TrialOptions): Promise<Trial> => {
  const { opened, backup, target, sentinel, monotonic, keepAt } = options;
  const { repository, owner, places } = opened;
  const scratch = await makeScratchSpace(systemClock.now());
  try {
    const data = keepAt ?? join(scratch, "data");
    const tableSpaces = keepAt === undefined ? join(scratch, "spaces") : `${keepAt}-tablespaces`;
    await mkdir(data, { recursive: true, mode: 0o700 });
    if (owner !== undefined) {
      for (const path of [scratch, data]) await chown(path, owner.uid, owner.gid);
    }
    options.onStep?.("full backup");
    const started = monotonic.now();
    await repository.restore({ backup: backup.name, to: data, target, tableSpaces });
    options.onStep?.("log");
    const { user, database } = opened;
    const cluster = { data, scratch, like: places.server, owner, user, database };
    return await withCluster({ ...cluster, isKept: keepAt !== undefined }, async (running) => {
      const ready = monotonic.now();
      options.onStep?.("check");
      const found = await lookAtCluster(running, sentinel);
      return {
        ...found,
        restoreMs: Math.round(ready - started),
        checkMs: Math.round(monotonic.now() - ready),
      };
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
