import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { integrityFaults } from "#instance";

/** Faults of the database file of a stopped instance, as SQLite's own check finds them. */
export const fileFaults = (dataDirectory: string): readonly string[] => {
  try {
    const database = new DatabaseSync(join(dataDirectory, "plinth.db"), { readOnly: true });
    try {
      const faults = integrityFaults(database);
      return faults.length === 0 ? [] : [`the database file is damaged: ${faults.join("; ")}`];
    } finally {
      database.close();
    }
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return [`the database file cannot be read: ${reason}`];
  }
};
