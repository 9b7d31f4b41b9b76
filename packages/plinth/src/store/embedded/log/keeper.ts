import { statSync } from "node:fs";
import { BUSY_TIMEOUT_MS, type SqliteConnection, toWireFault } from "../database.ts";
import { emptyResult, type LogCommand, type WriterReply } from "../protocol.ts";
import type { LogBatch, LogMark } from "./contract.ts";
import { createTap } from "./tap.ts";

/** How long a reader of another process may keep the writer waiting. */
const HOLD_WAIT_MS = 250;

/** What the keeper of a log needs. */
export interface LogKeeperOptions {
  readonly connection: SqliteConnection;
  /** The database file. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly send: (batch: LogBatch) => void;
}

/** The writer thread's side of `StoreLog`. */
export interface LogKeeper {
  /** The next `take` is of a commit that is durable now. */
  readonly noteCommit: () => void;
  /** Takes what was committed; before anything else may happen to the log. */
  readonly take: () => void;
  /** Whether the log must not be written into the database file. */
  readonly isHeld: () => boolean;
  readonly obey: (command: LogCommand) => WriterReply;
  readonly close: () => void;
}

/** Builds it; it does nothing until it is told to. */
export const createLogKeeper = ({ connection, path, now, send }: LogKeeperOptions): LogKeeper => {
  const log = `${path}-wal`;
  const tap = createTap({ path: log, now, send });
  let isHeld = false;
  let committedAt = 0;

  /** Writes the log into the file, and leaves it empty. */
  const empty = (): boolean => {
    connection.database.exec(`PRAGMA busy_timeout = ${HOLD_WAIT_MS}`);
    const [outcome] = connection.run("PRAGMA wal_checkpoint(TRUNCATE)", []).rows;
    connection.database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    return (outcome as { busy: number }).busy === 0 && size === 0;
  };

  const countRows = (): Readonly<Record<string, number>> => {
    const tables = connection.run(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
      [],
    ).rows as readonly { readonly name: string }[];
    const counts = tables.map(({ name }): [string, number] => {
      const sql = `SELECT count(*) AS n FROM "${name.replaceAll('"', '""')}"`;
      // Prepared apart: such statements must not push those of requests out of the cache.
      return [name, Number(connection.database.prepare(sql).get()?.["n"])];
    });
    return Object.fromEntries(counts);
  };

  const mark = (): { readonly mark?: LogMark } => {
    if (!tap.isOn()) return {};
    const at = tap.cut();
    return { mark: { at, batches: tap.sent(), rows: countRows() } };
  };

  const hold = () => {
    if (isHeld || !empty()) return {};
    isHeld = true;
    // Nothing was committed since the log was emptied: this thread alone commits.
    tap.begin();
    return mark();
  };

  return {
    noteCommit: () => {
      committedAt = now();
    },
    take: () => {
      if (tap.isOn()) tap.take(committedAt);
    },
    isHeld: () => isHeld,
    obey: ({ id, order }) => {
      const reply = (row: object): WriterReply => ({
        id,
        ok: true,
        result: { ...emptyResult, rows: [row] },
      });
      try {
        switch (order.step) {
          case "resume":
            return reply({ isFollowed: tap.resume(order.after) ? 1 : 0 });
          case "hold":
            return reply(hold());
          case "mark":
            return reply(mark());
          case "release":
            isHeld = false;
            return reply({});
          case "flush":
            tap.flush();
            return reply({});
        }
      } catch (error) {
        return { id, ok: false, fault: toWireFault(error) };
      }
    },
    close: () => tap.close(),
  };
};
