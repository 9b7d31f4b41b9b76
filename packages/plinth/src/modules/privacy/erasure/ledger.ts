import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ifThere } from "#core";

/** The name of the ledger in the data directory; outside of the database, and so of its backups. */
export const ERASURE_LEDGER = "erasures.jsonl";

/** Who is to stay erased: an id that means nobody any more, and since when. */
export interface LedgerEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A list of the erased that only grows. */
export interface ErasureLedger {
  /** Everyone in it; unreadable lines are left out and counted. */
  readonly read: () => Promise<{
    readonly entries: readonly LedgerEntry[];
    readonly unreadable: number;
  }>;
  /** Adds entries; resolves once they are on disk. One call after the other. */
  readonly add: (entries: readonly LedgerEntry[]) => Promise<void>;
}

const ID = /^[0-9a-f-]{36}$/;

const parse = (line: string): LedgerEntry | undefined => {
  try {
    const { id, at } = JSON.parse(line) as { id?: unknown; at?: unknown };
    const since = typeof at === "string" ? Date.parse(at) : Number.NaN;
    return typeof id === "string" && ID.test(id) && Number.isFinite(since)
      ? { id, at: since }
      : undefined;
  } catch {
    return undefined;
  }
};

/** A new name is on disk once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Whether a crash left the last line without its end. */
const isTorn = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] !== 0x0a;
};

/**
 * Opens the ledger at a path: one line of JSON for each erased account. An account is written here
 * before anything of it is removed, so that neither a crash nor a restored backup brings it back.
 */
export const createErasureLedger = (path: string): ErasureLedger => {
  let queue: Promise<void> = Promise.resolve();

  const append = async (entries: readonly LedgerEntry[]): Promise<void> => {
    const file = await open(path, "a+", 0o600);
    try {
      const start = (await isTorn(file)) ? "\n" : "";
      const lines = entries.map(
        ({ id, at }) => `${JSON.stringify({ id, at: new Date(at).toISOString() })}\n`,
      );
      await file.appendFile(start + lines.join(""));
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(path);
  };

  return {
    read: async () => {
      const lines = ((await ifThere(readFile(path, "utf8"))) ?? "")
        .split("\n")
        .filter((line) => line !== "");
      const parsed = lines.map(parse);
      const byId = new Map<string, LedgerEntry>();
      for (const entry of parsed) {
        if (entry !== undefined && !byId.has(entry.id)) byId.set(entry.id, entry);
      }
      return {
        entries: [...byId.values()],
        unreadable: parsed.filter((entry) => entry === undefined).length,
      };
    },
    add: (entries) => {
      if (entries.length === 0) return Promise.resolve();
      const added = queue.then(() => append(entries));
      // The next one must not fail because this one did.
      queue = added.catch(() => undefined);
      return added;
    },
  };
};
