import { existsSync } from "node:fs";
import { join } from "node:path";
import { BootError, type Clock, type Secret, systemClock } from "#core";
import {
  type Migration,
  type MoveProgress,
  type MoveReport,
  moveData,
  openStore,
  type Store,
  type StoreOptions,
} from "#store";

/** Where a database is: a directory with an embedded one, or the address of a PostgreSQL server. */
export type DataPlace =
  | { readonly kind: "embedded"; readonly directory: string }
  | { readonly kind: "postgresql"; readonly url: Secret };

/** What a move between two places needs. */
export interface DataMoveOptions {
  readonly from: DataPlace;
  readonly to: DataPlace;
  readonly migrations: readonly Migration[];
  readonly clock?: Clock;
  /** Whether instances may use the source meanwhile; only a PostgreSQL one may be used. */
  readonly isInUse?: boolean;
  readonly onProgress?: (progress: MoveProgress) => void;
}

/** One side may wait as long as the other one takes: an hour. */
const STALL_MS = 3_600_000;
const WAIT_MS = 30_000;

/** One connection is enough, and lets the store tell others' from its own. */
const engineOf = (place: DataPlace): StoreOptions["engine"] =>
  place.kind === "embedded"
    ? place
    : {
        ...place,
        poolSize: 1,
        maxOverflow: 0,
        poolTimeoutMs: WAIT_MS,
        recycleMs: STALL_MS,
        connectTimeoutMs: WAIT_MS,
        commandTimeoutMs: STALL_MS,
      };

const open = async (place: DataPlace, clock: Clock, which: "source" | "target"): Promise<Store> => {
  try {
    return await openStore({
      engine: engineOf(place),
      clock,
      limits: { transactionStallMs: STALL_MS },
    });
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    // The settings have nothing to do with it; what is meant is what was typed.
    throw new BootError(
      error.problems.map(
        (problem) =>
          `The ${which}: ${problem.replace("The database of DATABASE_URL", "it").replace("DATABASE_URL", "its address")}`,
      ),
    );
  }
};

/**
 * Moves the rows of a stopped application; see `moveData`.
 * @throws {BootError} when either side cannot be used, with one sentence that shows no password.
 */
export const moveBetween = async (options: DataMoveOptions): Promise<MoveReport> => {
  const { from, to, clock = systemClock } = options;
  if (from.kind === "embedded" && !existsSync(join(from.directory, "plinth.db"))) {
    throw new BootError([`There is no database in ${from.directory}.`]);
  }
  const source = await open(from, clock, "source");
  try {
    const target = await open(to, clock, "target");
    try {
      return await moveData({ ...options, from: source, to: target });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};
