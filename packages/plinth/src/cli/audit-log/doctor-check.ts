import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Config } from "#config";
import { verifyChain } from "#modules/audit-log";
import type { Check } from "../doctor/checks.ts";
import { createSqliteSource } from "./sqlite-source.ts";

const hasTrail = (database: DatabaseSync): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_head'").get() !== undefined;

const look = async (
  database: DatabaseSync,
): Promise<Pick<Check, "state" | "summary" | "detail">> => {
  const source = createSqliteSource(database);
  // Whoever only reads the file has no key: what was signed is compared with the key that signed last.
  const key = (await source.head())?.public_key ?? "";
  const report = await verifyChain({ source, trusted: [key] });
  return {
    state: report.isWhole ? "good" : "bad",
    summary: report.isWhole
      ? `the chain holds: ${report.entries} entries`
      : report.faults.map(({ message }) => message).join("; "),
    detail: report,
  };
};

/** Whether the audit trail of the embedded database holds, by a reader that disturbs nobody. */
export const auditTrail = async (config: Config | undefined): Promise<Check> => {
  const name = "trail";
  const notDone = (summary: string): Check => ({ name, state: "not done", summary, detail: null });
  if (config === undefined) return notDone("the settings do not say where it is");
  if (config.database.url !== undefined) return notDone("plinth audit-log verify looks at it");
  const file = join(config.dataDirectory, "plinth.db");
  if (!existsSync(file)) return notDone("there is no database yet");
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  try {
    return hasTrail(database)
      ? { name, ...(await look(database)) }
      : notDone("the application keeps no audit trail");
  } catch (fault) {
    const summary = `cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`;
    return { name, state: "bad", summary, detail: null };
  } finally {
    database.close();
  }
};
