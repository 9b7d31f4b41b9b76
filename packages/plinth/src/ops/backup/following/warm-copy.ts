import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type ReplacedFile, replaceDatabase } from "#store";
import { type FullBackup, readCatalog } from "../catalog/catalog.ts";
import { mergeLedger } from "../catalog/ledger.ts";
import { checkDatabase } from "../check/check.ts";
import { writeMarker } from "../embedded/marker.ts";
import { BackupFault } from "../fault.ts";
import type { OpeningKey } from "../format/container.ts";
import {
  applyLog,
  chooseFull,
  piecesAfter,
  readConfiguration,
  writeFull,
} from "../restore/restore.ts";
import { restoreSettings } from "../restore/restore-directory.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";

/** Between two looks at everything that a target has; else only the log that grows is looked at. */
const WHOLE_LOOK_MS = 10_000;

/** What a warm copy is made from. */
export interface WarmCopyParts {
  readonly target: BackupTarget;
  readonly key: OpeningKey;
  /** Of the standby; the copy is in its folder `standby`. */
  readonly dataDirectory: string;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Up to where a warm copy goes. */
export interface WarmState {
  readonly generation: string;
  readonly number: number;
  /** The newest commit that it has, in milliseconds since the epoch. */
  readonly at: number;
}

/** A database that is always nearly as new as the backups that it is made from. */
export interface WarmCopy {
  /**
   * Takes what the target has and the copy has not.
   * @throws {BackupFault} where the target does not answer, or has nothing to begin from.
   */
  readonly catchUp: () => Promise<WarmState>;
  /** Undefined before the first full backup is in it. */
  readonly state: () => WarmState | undefined;
  /**
   * Lets SQLite look at all of it and makes it the database of the data directory; one that is there
   * is moved aside. `wallNow` in milliseconds since the epoch names that.
   * @throws {BackupFault} where it is not whole.
   */
  readonly finish: (wallNow: number) => Promise<{ readonly movedAside: readonly ReplacedFile[] }>;
}

interface Parts extends WarmCopyParts {
  readonly file: string;
  readonly stateFile: string;
}

const readState = async (path: string): Promise<WarmState | undefined> => {
  try {
    const { generation, number, at } = JSON.parse(await readFile(path, "utf8")) as WarmState;
    return { generation: String(generation), number: Number(number), at: Number(at) };
  } catch {
    // None, or one that is not whole: a full backup begins anew.
    return undefined;
  }
};

const writeState = async (path: string, state: WarmState): Promise<void> => {
  await writeFile(`${path}.draft`, JSON.stringify(state), { mode: 0o600, flush: true });
  await rename(`${path}.draft`, path);
};

const withFile = async <T>(
  path: string,
  flags: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> => {
  const handle = await open(path, flags, 0o600);
  try {
    const result = await work(handle);
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
};

/** Begins with a full backup, beside the copy that is there. */
const begin = async ({ file, stateFile, ...from }: Parts, full: FullBackup): Promise<WarmState> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  await withFile(draft, "wx", (handle) => writeFull(from, full, handle));
  // First: a file without its state is one that nobody trusts.
  await rm(stateFile, { force: true });
  for (const suffix of ["-wal", "-shm"]) await rm(`${file}${suffix}`, { force: true });
  await rename(draft, file);
  const state = { generation: full.generation, number: full.number, at: full.at };
  await writeState(stateFile, state);
  return state;
};

/** Which pieces of log are new or have grown since they were read. */
const createReading = () => {
  const read = new Map<string, number>();
  return {
    unread: <Piece extends KeptObject>(pieces: readonly Piece[]): readonly Piece[] =>
      pieces.filter(({ name, bytes }) => read.get(name) !== bytes),
    done: (pieces: readonly KeptObject[]): void => {
      read.clear();
      for (const { name, bytes } of pieces) read.set(name, bytes);
    },
    forget: () => read.clear(),
  };
};

/** Builds it; nothing is read before the first `catchUp`. */
export const createWarmCopy = (options: WarmCopyParts): WarmCopy => {
  const { target, key, dataDirectory, now } = options;
  const file = join(dataDirectory, "standby", "plinth.db");
  const parts: Parts = { ...options, file, stateFile: join(dirname(file), "state.json") };
  const reading = createReading();
  let state: WarmState | undefined;
  let isKnown = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** Where the newest generation begins, where that is another one than that of the copy. */
  const lookAtAll = async (): Promise<void> => {
    if (!isKnown) state = await readState(parts.stateFile);
    isKnown = true;
    if (state !== undefined && now() - lookedAt < WHOLE_LOOK_MS) return;
    const catalog = await readCatalog(target);
    lookedAt = now();
    const newest = chooseFull(catalog, undefined);
    if (state?.generation === newest.generation) return;
    reading.forget();
    state = await begin(parts, newest);
  };
  const takeLog = async (from: WarmState): Promise<WarmState> => {
    const { generation } = from;
    const { log } = await readCatalog({
      ...target,
      list: () => target.list(`${generation}/log/`),
    });
    const behind = piecesAfter({ log }, from);
    const pieces = reading.unread(behind);
    if (pieces.length === 0) return from;
    const { number, at } = await withFile(file, "r+", (handle) =>
      applyLog({ target, key }, from, pieces, handle),
    );
    const next = { generation, number, at };
    await writeState(parts.stateFile, next);
    reading.done(behind);
    return next;
  };

  return {
    catchUp: async () => {
      await lookAtAll();
      if (state === undefined) throw new BackupFault("missing", "there is no full backup");
      try {
        state = await takeLog(state);
      } catch (fault) {
        // Where the log does not go on from the copy, the newest full backup begins anew.
        if (fault instanceof BackupFault && fault.kind === "damaged") {
          state = undefined;
          lookedAt = Number.NEGATIVE_INFINITY;
          await rm(parts.stateFile, { force: true });
        }
        throw fault;
      }
      return state;
    },
    state: () => state,
    finish: async (wallNow) => {
      if (state === undefined) throw new BackupFault("missing", "there is no copy to begin with");
      const { faults } = await checkDatabase(file);
      if (faults.length > 0) {
        throw new BackupFault("damaged", `the copy is not whole: ${faults[0]}`);
      }
      // First: a database that is there without it could be started.
      await mergeLedger(target, key, dataDirectory);
      const text = await readConfiguration(target, key);
      if (text !== undefined) await restoreSettings(dataDirectory, text);
      writeMarker(dataDirectory, undefined);
      await rm(parts.stateFile, { force: true });
      const movedAside = replaceDatabase(dataDirectory, relative(dataDirectory, file), wallNow);
      for (const suffix of ["-wal", "-shm"]) await rm(`${file}${suffix}`, { force: true });
      state = undefined;
      isKnown = false;
      return { movedAside };
    },
  };
};
