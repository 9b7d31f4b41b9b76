import type { DatabaseSync } from "node:sqlite";

/** Faults that SQLite's own check names at most; a damaged file may have any number. */
const MAX_FAULTS = 20;

/** What is wrong with a database file, as SQLite's own check finds it; empty where it is whole. */
export const integrityFaults = (database: DatabaseSync): readonly string[] => {
  const rows = database.prepare(`PRAGMA integrity_check(${MAX_FAULTS})`).all();
  const words = rows.map((row) => String(row["integrity_check"]));
  return words[0] === "ok" ? [] : words;
};
