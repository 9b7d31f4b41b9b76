import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Faults of the database file of a stopped instance, as SQLite's own check finds them. */
export const fileFaults = (dataDirectory: string): readonly string[] => {
  try {
    const database = new DatabaseSync(join(dataDirectory, "plinth.db"), { readOnly: true });
    try {
      const rows = database.prepare("PRAGMA integrity_check").all();
      const words = rows.map((row) => String(row["integrity_check"]));
      return words[0] === "ok" ? [] : [`the database file is damaged: ${words.join("; ")}`];
    } finally {
      database.close();
    }
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return [`the database file cannot be read: ${reason}`];
  }
};
