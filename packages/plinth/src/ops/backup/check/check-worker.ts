import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { CheckedDatabase, CheckOrder } from "./check.ts";

// Looks at a restored file in a thread of its own: SQLite's check of a large file takes seconds.

const MAX_FAULTS = 5;

const nameOf = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const countAll = (database: DatabaseSync): Readonly<Record<string, number>> => {
  const tables = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .all()
    .map((row) => String(row["name"]));
  const counts = tables.map((table): [string, number] => {
    // plinth-audit-allow sql-from-parts: nameOf quotes the name
    const row = database.prepare(`SELECT count(*) AS n FROM ${nameOf(table)}`).get();
    return [table, Number(row?.["n"])];
  });
  return Object.fromEntries(counts);
};

const look = ({ file, sentinel }: CheckOrder): CheckedDatabase => {
  const database = new DatabaseSync(file);
  try {
    const integrity = database
      .prepare(`PRAGMA integrity_check(${MAX_FAULTS})`)
      .all()
      .map((row) => String(row["integrity_check"]));
    const references = database.prepare("PRAGMA foreign_key_check").all().length;
    const faults = integrity[0] === "ok" ? [] : integrity;
    const isThere =
      sentinel === undefined ||
      // plinth-audit-allow sql-from-parts: nameOf quotes the name
      database.prepare(`SELECT 1 FROM ${nameOf(sentinel.table)} WHERE id = ?`).get(sentinel.id) !==
        undefined;
    return {
      faults: [
        ...faults,
        ...(references === 0 ? [] : [`${references} rows refer to nothing`]),
        ...(isThere ? [] : ["the row that was written just before is not in it"]),
      ],
      rows: countAll(database),
    };
  } catch (fault) {
    const words = fault instanceof Error ? fault.message : "unknown";
    return { faults: [`it cannot be read: ${words}`], rows: {} };
  } finally {
    database.close();
  }
};

parentPort?.postMessage(look(workerData as CheckOrder));
