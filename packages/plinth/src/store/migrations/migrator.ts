import { BootError } from "#core";
import type { Kysely, Transaction } from "#vendor/kysely";
import type { Store, TransactionOptions } from "../contract.ts";
import { DriverError } from "../faults.ts";
import { compareSchemas } from "../schema/compare.ts";
import type { SchemaDifference } from "../schema/contract.ts";
import { expectedSchema } from "../schema/expected.ts";
import { readSchema } from "../schema/read.ts";
import { brokenExpansion, type Checksums, createChecksums } from "./checksum.ts";
import type { Migration } from "./define.ts";
import { createMigrationDialect, type MigrationTables } from "./dialect.ts";
import { isExpansion, isRecordOf } from "./expansion.ts";
import {
  ensureHistory,
  type HistoryRow,
  type HistoryTables,
  lockHistory,
  readHistory,
} from "./history.ts";
import { chainProblems } from "./verify.ts";

/** Where a database stands. */
export interface MigrationStatus {
  /** Applied migrations in their order, with the instant in milliseconds since the epoch. */
  readonly applied: readonly { readonly id: string; readonly appliedAt: number }[];
  /** Known and not applied, in the order `up` will take. */
  readonly pending: readonly string[];
  /** Applied and not known: a newer release was here, and this one cannot run. */
  readonly unknown: readonly string[];
  /** Applied and not known, but by their own word only additions: this release runs on. */
  readonly ahead: readonly string[];
  /** Applied, but with other statements than they have now. */
  readonly changed: readonly string[];
}

/**
 * Moves the schema. Each migration is one transaction together with its entry in the history; on an
 * empty database all of them are one, since nobody waits for it and each commit waits for the disk.
 */
export interface Migrator {
  /** All that this release knows, in their order. */
  readonly migrations: readonly Migration[];
  /** Applies what is pending and returns the ids. */
  readonly up: () => Promise<readonly string[]>;
  /**
   * Takes back everything that was applied after `toId`; without it the last one; with null
   * everything. Returns the ids in the order they were taken back.
   */
  readonly down: (toId?: string | null) => Promise<readonly string[]>;
  readonly status: () => Promise<MigrationStatus>;
  /** The same as `ahead` of the status, without looking at anything else. */
  readonly ahead: () => Promise<readonly string[]>;
  /**
   * Where the database differs from what the applied migrations make of an empty one. Changes
   * nothing. Rejects with BootError when a newer release was here.
   */
  readonly diff: () => Promise<readonly SchemaDifference[]>;
  /**
   * What is wrong with the chain of applied migrations and their checksums, in sentences; empty when
   * nothing is. Changes nothing.
   */
  readonly verify: () => Promise<readonly string[]>;
}

type Direction = "up" | "down";

const SETTINGS: TransactionOptions = { isolation: "read committed", commandTimeoutMs: 3_600_000 };

/** The driver's words, which the store keeps in the cause. */
export const reasonOf = (error: unknown): string => {
  for (let next = error; next instanceof Error; next = next.cause) {
    if (next instanceof DriverError) {
      return next.message;
    }
  }
  return error instanceof Error ? error.message : String(error);
};

const requireDistinct = (migrations: readonly Migration[]): void => {
  const ids = migrations.map((migration) => migration.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) {
    throw new BootError(twice.map((id) => `Two migrations have the id ${id}; ids must differ.`));
  }
};

/** Why a database cannot be moved by this release, in sentences; empty when it can. */
export const problemsOf = ({
  unknown,
  changed,
}: Pick<MigrationStatus, "unknown" | "changed">): readonly string[] => [
  ...unknown.map(
    (id) =>
      `The database contains migration ${id}, which this release does not know; start the newer release, or take the migration back with it first.`,
  ),
  ...changed.map(
    (id) =>
      `Migration ${id} was changed after it was applied to this database; restore it and write a new migration instead.`,
  ),
];

/** The schema of a newer release is not this one's to change. */
const requireOwn = ({ ahead }: Pick<MigrationStatus, "ahead">, what: string): void => {
  if (ahead.length > 0) {
    throw new BootError([
      `The database was expanded by a newer release (${ahead.join(", ")}), so this one cannot ${what}; use the newer one.`,
    ]);
  }
};

/** Compares what was applied with what this release knows. */
export const compareHistory = async (
  checksumOf: Checksums,
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): Promise<MigrationStatus> => {
  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  const applied = new Set(history.map((row) => row.id));
  const unknown = history.filter((row) => !known.has(row.id));
  const changed: string[] = [];
  for (const row of history) {
    const migration = known.get(row.id);
    if (migration !== undefined && !isRecordOf(row.checksum, await checksumOf(migration))) {
      changed.push(row.id);
    }
  }
  return {
    applied: history.map((row) => ({ id: row.id, appliedAt: row.applied_at })),
    pending: migrations.map(({ id }) => id).filter((id) => !applied.has(id)),
    unknown: unknown.filter((row) => !isExpansion(row)).map(({ id }) => id),
    ahead: unknown.filter(isExpansion).map(({ id }) => id),
    changed,
  };
};

/** Runs one direction of one migration; its failure is told in one sentence. */
const apply = async (
  engine: Store["engine"],
  migration: Migration,
  direction: Direction,
  tx: Transaction<HistoryTables>,
): Promise<void> => {
  const broken = direction === "up" ? await brokenExpansion(engine, migration) : [];
  if (broken.length > 0) throw new BootError(broken);
  const db = tx as unknown as Kysely<MigrationTables>;
  try {
    await migration[direction](db, createMigrationDialect(engine, db));
  } catch (error) {
    throw new BootError([
      `Migration ${migration.id} (${direction}) failed and was rolled back, the schema is unchanged: ${reasonOf(error)}`,
    ]);
  }
};

/** Keeps the history in step, in the transaction of the change. */
const createEntries = (checksumOf: Checksums, tx: Transaction<HistoryTables>) => ({
  add: async (migration: Migration, position: number, now: number): Promise<void> => {
    const checksum = await checksumOf(migration);
    const row = { position, id: migration.id, checksum, applied_at: now };
    await tx.insertInto("plinth_migrations").values(row).execute();
  },
  remove: async ({ id }: Migration): Promise<void> => {
    await tx.deleteFrom("plinth_migrations").where("id", "=", id).execute();
  },
});

const repeat = async (next: () => Promise<readonly string[]>): Promise<readonly string[]> => {
  const done: string[] = [];
  for (let ids = await next(); ids.length > 0; ids = await next()) done.push(...ids);
  return done;
};

/** Which migrations are one transaction. */
interface Step {
  readonly ids: readonly string[];
  readonly direction: Direction;
}

/**
 * Builds the migrator of a store for these migrations, in this order.
 * @throws {BootError} when two have the same id. `up` and `down` reject with BootError when the
 *   database was migrated by a newer release, when an applied migration was edited, or when a
 *   migration fails; in each case the schema stays as it was before that migration.
 */
export const createMigrator = (store: Store, migrations: readonly Migration[]): Migrator => {
  requireDistinct(migrations);
  const { engine } = store;
  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  const checksumOf = createChecksums(engine);
  /** One step under the lock; `choose` sees the history as it is then. Resolves to what was moved. */
  const step = (
    choose: (history: readonly HistoryRow[], status: MigrationStatus) => Step,
  ): Promise<readonly string[]> =>
    store.transaction<HistoryTables, readonly string[]>(async (tx) => {
      await lockHistory(engine, tx);
      await ensureHistory(engine, tx);
      const history = await readHistory(engine, tx);
      const status = await compareHistory(checksumOf, migrations, history);
      const problems = problemsOf(status);
      if (problems.length > 0) {
        throw new BootError(problems);
      }
      const { ids, direction } = choose(history, status);
      if (direction === "down") requireOwn(status, "take anything back");
      const entries = createEntries(checksumOf, tx);
      let position = history.at(-1)?.position ?? 0;
      for (const migration of ids.map((id) => known.get(id)).filter((one) => one !== undefined)) {
        requireOwn(status, `apply ${migration.id}`);
        await apply(engine, migration, direction, tx);
        position += 1;
        if (direction === "down") await entries.remove(migration);
        else await entries.add(migration, position, store.clock.now());
      }
      return ids;
    }, SETTINGS);

  const back = (toId: string | null): Promise<readonly string[]> =>
    step((history) => {
      if (toId !== null && !history.some((row) => row.id === toId)) {
        throw new BootError([
          `Migration ${toId} is not applied, so nothing can be taken back to it.`,
        ]);
      }
      const last = history.at(-1);
      const isThere = last === undefined || last.id === toId;
      return { ids: isThere ? [] : [last.id], direction: "down" };
    });

  const now = () => readHistory(engine, store.read<HistoryTables>());

  return {
    migrations,
    up: () =>
      repeat(() =>
        step((history, { pending }) => ({
          ids: history.length === 0 ? pending : pending.slice(0, 1),
          direction: "up",
        })),
      ),
    down: (toId) => (toId === undefined ? back(null) : repeat(() => back(toId))),
    status: async () => compareHistory(checksumOf, migrations, await now()),
    ahead: async () =>
      (await now()).filter((row) => !known.has(row.id) && isExpansion(row)).map(({ id }) => id),
    diff: async () => {
      const history = await now();
      const { unknown, ahead } = await compareHistory(checksumOf, migrations, history);
      if (unknown.length > 0) throw new BootError(problemsOf({ unknown, changed: [] }));
      requireOwn({ ahead }, "compare it");
      const applied = history.map(({ id }) => known.get(id)).filter((one) => one !== undefined);
      const expected = await expectedSchema(store, applied);
      const differences = compareSchemas(expected, await readSchema(engine, store.read()));
      // Before the first migration there is no history either, and nothing is wrong with that.
      return history.length > 0
        ? differences
        : differences.filter(({ part }) => part !== "table plinth_migrations");
    },
    verify: async () => {
      const history = await now();
      const status = await compareHistory(checksumOf, migrations, history);
      return [...problemsOf(status), ...chainProblems(migrations, history)];
    },
  };
};
