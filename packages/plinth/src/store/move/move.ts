import { BootError } from "#core";
import { type Kysely, sql, type Transaction } from "#vendor/kysely";
import type { Store, TransactionOptions } from "../contract.ts";
import { createChecksums, migrationChecksum } from "../migrations/checksum.ts";
import type { Migration } from "../migrations/define.ts";
import { createMigrationDialect, type MigrationTables } from "../migrations/dialect.ts";
import { recordLike } from "../migrations/expansion.ts";
import {
  ensureHistory,
  type HistoryRow,
  type HistoryTables,
  lockHistory,
  readHistory,
} from "../migrations/history.ts";
import { compareHistory, problemsOf, reasonOf } from "../migrations/migrator.ts";
import type { Schema, TableShape } from "../schema/contract.ts";
import { readSchema } from "../schema/read.ts";
import { createTableSum, type TableSum } from "./checksum.ts";
import type { MovedTable, MoveProgress, MoveReport } from "./contract.ts";
import { advanceSequences, suspendReferences } from "./references.ts";
import { onlyColumns, rowReader } from "./rows.ts";
import { requireNoInstance } from "./running.ts";

/** What a move needs. */
export interface MoveOptions {
  readonly from: Store;
  readonly to: Store;
  /** All migrations of the application, in their order. */
  readonly migrations: readonly Migration[];
  /** Called after every batch; must not throw. */
  readonly onProgress?: (progress: MoveProgress) => void;
  /** Whether instances may use the source meanwhile: what is copied is one state of it (PostgreSQL). */
  readonly isInUse?: boolean;
}

type Db = Transaction<MigrationTables>;

/** A day: a move ends by itself only when something hangs. */
const SETTINGS: TransactionOptions = { isolation: "read committed", commandTimeoutMs: 86_400_000 };
/** The history is copied as rows too, but with the checksums that the target's engine gives. */
const HISTORY = "plinth_migrations";
/** Fewer than the 32,766 values that SQLite takes in one statement. */
const MAX_VALUES = 30_000;

/** Carries the report of an unequal copy out of a transaction that must not be committed. */
class Unequal extends Error {
  readonly report: MoveReport;

  constructor(report: MoveReport) {
    super("the copy differs");
    this.report = report;
  }
}

const refuse = (sentence: string): BootError => new BootError([sentence]);

/** The history of the source, all of which this release must know as it is. */
const requireKnown = async (
  { from, migrations }: MoveOptions,
  source: Db,
): Promise<readonly HistoryRow[]> => {
  const history = await readHistory(from.engine, source as unknown as Kysely<HistoryTables>);
  const status = await compareHistory(createChecksums(from.engine), migrations, history);
  const unknown = [...status.unknown, ...status.ahead];
  const problems = problemsOf({ ...status, unknown });
  if (problems.length > 0) throw new BootError(problems);
  if (history.length === 0) throw refuse("The source has no data: no migration was ever applied.");
  return history;
};

/** Makes the schema of the source in the empty target. */
const prepareTarget = async (
  { to, migrations }: MoveOptions,
  target: Db,
  history: readonly HistoryRow[],
): Promise<Schema> => {
  const found = await readSchema(to.engine, target);
  const [first] = found.tables;
  if (first !== undefined) {
    throw refuse(
      `The target is not empty: it has ${found.tables.length} tables, such as ${first.name}; name an empty database.`,
    );
  }
  await ensureHistory(to.engine, target as unknown as Kysely<HistoryTables>);
  const dialect = createMigrationDialect(to.engine, target);
  for (const { id } of history) {
    await migrations.find((migration) => migration.id === id)?.up(target, dialect);
  }
  return readSchema(to.engine, target);
};

/** Both sides must have the same tables and columns; what was made by hand has no place to go. */
const requireSameTables = (source: Schema, target: Schema): void => {
  const namesOf = ({ tables }: Schema) =>
    new Set(tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)));
  const [have, make] = [namesOf(source), namesOf(target)];
  const odd = [...have, ...make].filter((name) => have.has(name) !== make.has(name)).sort();
  if (odd.length > 0) {
    throw refuse(
      `The source is not what its migrations make (${odd.slice(0, 5).join(", ")}); see plinth migrate diff.`,
    );
  }
};

/** Copies one table and gives the sum of what was read. */
const copyTable = async (
  { from, onProgress }: MoveOptions,
  source: Db,
  target: Db,
  table: TableShape,
): Promise<TableSum> => {
  const sum = createTableSum(table.columns);
  const most = Math.max(1, Math.floor(MAX_VALUES / table.columns.length));
  for await (const batch of rowReader(from.engine)(source, table)) {
    const rows = batch.map((row) => onlyColumns(row, table));
    rows.forEach(sum.add);
    for (let at = 0; at < rows.length; at += most) {
      await target
        .insertInto(table.name)
        .values(rows.slice(at, at + most))
        .execute();
    }
    onProgress?.({ table: table.name, rows: sum.rows(), step: "copying" });
  }
  return sum;
};

/** Copies the history: the same entries, with the checksums of the target's engine. */
const copyHistory = async (
  { to, migrations }: MoveOptions,
  target: Db,
  history: readonly HistoryRow[],
): Promise<TableSum> => {
  const sum = createTableSum(["position", "id", "checksum", "applied_at"]);
  for (const entry of history) {
    const migration = migrations.find(({ id }) => id === entry.id);
    const checksum = migration === undefined ? "" : await migrationChecksum(to.engine, migration);
    const row = { ...entry, checksum: recordLike(entry, checksum) };
    sum.add(row);
    await target.insertInto(HISTORY).values(row).execute();
  }
  return sum;
};

/** Reads back what was written. */
const compareTable = async (
  { to, onProgress }: MoveOptions,
  target: Db,
  table: TableShape,
  from: TableSum,
): Promise<MovedTable> => {
  const sum = createTableSum(table.columns);
  for await (const batch of rowReader(to.engine)(target, table)) {
    for (const row of batch) sum.add(row);
    onProgress?.({ table: table.name, rows: sum.rows(), step: "comparing" });
  }
  return {
    table: table.name,
    rows: { from: from.rows(), to: sum.rows() },
    checksum: { from: from.checksum(), to: sum.checksum() },
  };
};

const isSame = ({ rows, checksum }: MovedTable): boolean =>
  rows.from === rows.to && checksum.from === checksum.to;

/** Everything inside the two transactions. */
const copyAll = async (options: MoveOptions, source: Db, target: Db): Promise<MoveReport> => {
  const { from, to } = options;
  const history = await requireKnown(options, source);
  const schema = await prepareTarget(options, target, history);
  requireSameTables(await readSchema(from.engine, source), schema);
  const restore = await suspendReferences(to.engine, target);
  const tables = schema.tables.filter(({ name }) => name !== HISTORY);
  // Migrations may have put rows of their own there; the source has them too, perhaps changed.
  for (const { name } of tables) await target.deleteFrom(name).execute();
  const sums = new Map<string, TableSum>();
  for (const table of tables) {
    sums.set(table.name, await copyTable(options, source, target, table));
  }
  sums.set(HISTORY, await copyHistory(options, target, history));
  await restore();
  await advanceSequences(to.engine, target);
  const moved: MovedTable[] = [];
  for (const table of schema.tables) {
    const sum = sums.get(table.name);
    if (sum !== undefined) moved.push(await compareTable(options, target, table, sum));
  }
  const rows = moved.reduce((total, table) => total + table.rows.to, 0);
  const isEqual = moved.every(isSame);
  const report = { from: from.engine, to: to.engine, tables: moved, rows, isEqual };
  if (!isEqual) throw new Unequal(report);
  return report;
};

/** One state of the whole source, and nobody who starts meanwhile. */
const holdSource = async ({ from, isInUse }: MoveOptions, source: Db): Promise<void> => {
  if (from.engine === "postgresql") {
    await sql`set transaction isolation level repeatable read, read only`.execute(source);
  }
  // The lock would hold up every start for as long as the copy takes.
  if (isInUse === true) return;
  await lockHistory(from.engine, source as unknown as Kysely<HistoryTables>);
  await requireNoInstance(from.engine, source, "source");
};

const holdTarget = async ({ to }: MoveOptions, target: Db): Promise<void> => {
  await lockHistory(to.engine, target as unknown as Kysely<HistoryTables>);
  await requireNoInstance(to.engine, target, "target");
};

/**
 * Copies all rows of a stopped application from one database into an empty one of either engine, as
 * one transaction that is committed only when counts and checksums of every table agree: whatever
 * breaks it off, the target is as empty as before and the move can begin anew. The source is only
 * read. Open both stores with one connection and a `transactionStallMs` that covers a batch of the
 * other side.
 * @throws {BootError} when an instance is connected, the target has tables, the source has other
 *   tables than its migrations make or was migrated by another release, or a statement failed.
 */
export const moveData = async (options: MoveOptions): Promise<MoveReport> => {
  try {
    return await options.from.transaction<MigrationTables, MoveReport>(async (source) => {
      await holdSource(options, source);
      return options.to.transaction<MigrationTables, MoveReport>(async (target) => {
        await holdTarget(options, target);
        return copyAll(options, source, target);
      }, SETTINGS);
    }, SETTINGS);
  } catch (error) {
    if (error instanceof Unequal) return error.report;
    if (error instanceof BootError) throw error;
    throw refuse(`The move was taken back, the target is as it was: ${reasonOf(error)}.`);
  }
};
