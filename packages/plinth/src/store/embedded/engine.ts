import { statSync } from "node:fs";
import { BootError } from "#core";
import type { EmbeddedEngineOptions, StoreLimits } from "../contract.ts";
import type { Engine, EngineSession } from "../engine.ts";
import { asStoreError, DriverError, toStoreError } from "../faults.ts";
import { toSqlValues } from "../queries/values.ts";
import { openConnection, type SqliteConnection } from "./database.ts";
import { classifySqlite } from "./faults.ts";
import { prepareDatabase, prepareDirectory } from "./files.ts";
import { lockDirectory } from "./lock.ts";
import { createStoreLog } from "./log/log.ts";
import { createWriterClient, type WriterClient } from "./writer-client.ts";

/** The rest of what the embedded engine needs. */
export interface EmbeddedContext {
  readonly limits: StoreLimits;
  readonly onFault: (fault: unknown) => void;
}

const READER_AND_WRITER = 2;

const refuse = (directory: string, error: unknown): BootError => {
  const fault = error instanceof Error && error.cause instanceof DriverError ? error.cause : error;
  const reason = fault instanceof Error ? fault.message : String(fault);
  return new BootError([`The database in ${directory} cannot be opened: ${reason}.`]);
};

/** Transactions that hold or await the writer. */
type Holders = Set<number>;

/** One transaction; it takes its turn with its first statement, so an idle one blocks nobody. */
const createSession = (
  writer: WriterClient,
  turn: number,
  holders: Holders,
  commandTimeoutMs: number | undefined,
): EngineSession => {
  const end = async (kind: "commit" | "rollback"): Promise<void> => {
    if (holders.delete(turn)) {
      await writer.end(kind, turn);
    }
  };
  return {
    run: async (sql, parameters) => {
      const values = toSqlValues(parameters);
      const first = !holders.has(turn);
      holders.add(turn);
      return writer.run({ turn, first, sql, parameters: values, commandTimeoutMs });
    },
    commit: () => end("commit"),
    rollback: () => end("rollback").catch(() => undefined),
  };
};

/**
 * SQLite in one directory. Reads run on this thread and take microseconds; writes go to the writer
 * thread, so that the event loop never waits for the disk.
 * @throws {BootError} when the directory cannot be used, is in use, or holds no usable database.
 */
export const openEmbeddedEngine = async (
  { directory }: EmbeddedEngineOptions,
  { limits, onFault }: EmbeddedContext,
): Promise<Engine> => {
  const files = prepareDirectory(directory);
  const lock = lockDirectory(directory, files.lock);
  try {
    prepareDatabase(directory, files);
  } catch (error) {
    lock.release();
    throw error;
  }
  const writer = createWriterClient({
    path: files.database,
    waitMs: limits.writeWaitMs,
    queueLength: limits.writeQueueLength,
    onFault,
  });
  let reader: SqliteConnection;
  try {
    await writer.opened;
    reader = openConnection(files.database, "read");
  } catch (error) {
    await writer.close();
    lock.release();
    throw refuse(directory, error);
  }
  const opened = statSync(files.database).ino;
  const holders: Holders = new Set();
  const { log, end: endLog, close: closeLog } = createStoreLog(files.database, writer);
  let turns = 0;

  const read: Engine["read"] = async (sql, parameters) => {
    try {
      return reader.run(sql, toSqlValues(parameters));
    } catch (error) {
      throw asStoreError(error, classifySqlite);
    }
  };

  return {
    kind: "embedded",
    read,
    write: async (sql, parameters) => {
      try {
        return await writer.run({
          turn: 0,
          first: false,
          sql,
          parameters: toSqlValues(parameters),
        });
      } catch (error) {
        throw asStoreError(error, classifySqlite);
      }
    },
    begin: async ({ commandTimeoutMs }) => {
      turns += 1;
      return createSession(writer, turns, holders, commandTimeoutMs);
    },
    probe: async () => {
      if (statSync(files.database, { throwIfNoEntry: false })?.ino !== opened) {
        throw toStoreError(new DriverError("unavailable", "", "the database file is gone"));
      }
      await read("SELECT count(*) FROM sqlite_schema", []);
      await writer.check();
    },
    pool: () => {
      const checkedOut = writer.isBusy() || holders.size > 0 ? 1 : 0;
      return {
        size: READER_AND_WRITER,
        checkedOut,
        checkedIn: READER_AND_WRITER - checkedOut,
        overflow: 0,
      };
    },
    waiting: writer.waiting,
    flushes: writer.flushes,
    log,
    close: async () => {
      endLog();
      reader.close();
      await writer.close();
      closeLog();
      lock.release();
    },
  };
};
