import { existsSync, readFileSync, statSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Config, findingsOf } from "#config";
import { BootError } from "#core";
import { integrityFaults } from "#instance";
import { isRestoreInterrupted } from "#ops/backup";
import type { Terminal } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { ownVersion } from "../own-version.ts";

/** What one look brought. */
export interface Check {
  readonly name: string;
  /** "not done" is no "good": what was not looked at is not known. */
  readonly state: "good" | "bad" | "not done";
  /** One sentence. */
  readonly summary: string;
  /** Everything, as a JSON value. */
  readonly detail: unknown;
}

const MB = 1_048_576;

/** What runs here. */
export const versions = (): Check => ({
  name: "versions",
  state: "good",
  summary: `plinth ${ownVersion()}, Node ${process.version}, ${platform()} ${release()}`,
  detail: {
    plinth: ownVersion(),
    node: process.version,
    parts: process.versions,
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryMb: Math.round(totalmem() / MB),
    load: loadavg(),
  },
});

/** The settings of the directory, or why they are refused. */
export const settings = (
  terminal: Terminal,
): { readonly check: Check; readonly config: Config | undefined } => {
  try {
    const config = loadSettings(terminal);
    const findings = findingsOf(config);
    const check: Check = {
      name: "settings",
      state: findings.length === 0 ? "good" : "bad",
      summary:
        findings.length === 0
          ? "nothing to say about them"
          : findings.map(({ message }) => message).join("; "),
      detail: { effective: config.effective, findings },
    };
    return { check, config };
  } catch (fault) {
    if (!(fault instanceof BootError)) throw fault;
    const summary = `refused: ${fault.problems.join("; ")}`;
    const check = { name: "settings", state: "bad", summary, detail: fault.problems } as const;
    return { check, config: undefined };
  }
};

const look = (file: string): Pick<Check, "state" | "summary" | "detail"> => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  try {
    const faults = integrityFaults(database);
    const orphans = database.prepare("PRAGMA foreign_key_check").all().length;
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map((row) => String(row["name"]));
    const isWhole = faults.length === 0 && orphans === 0;
    const words = faults.length === 0 ? ["ok"] : faults;
    const sizeMb = Math.round((statSync(file).size / MB) * 10) / 10;
    return {
      state: isWhole ? "good" : "bad",
      summary: isWhole
        ? `whole: ${tables.length} tables, ${sizeMb} MB`
        : `damaged: ${words.join("; ")}; rows that refer to nothing: ${orphans}`,
      // Names of tables only: what is in them is nobody's business here.
      detail: { integrity: words, orphans, tables, sizeMb },
    };
  } finally {
    database.close();
  }
};

/** Whether the database is whole: SQLite's own check, by a reader that disturbs nobody. */
export const store = (config: Config | undefined): Check => {
  const name = "store";
  const notDone = (summary: string): Check => ({ name, state: "not done", summary, detail: null });
  if (config === undefined) return notDone("the settings do not say where it is");
  if (config.database.url !== undefined) {
    return notDone("PostgreSQL has tools of its own for this: pg_amcheck");
  }
  const file = join(config.dataDirectory, "plinth.db");
  if (isRestoreInterrupted(config.dataDirectory)) {
    return notDone("a restore was interrupted: the next start, or plinth backup restore, ends it");
  }
  if (!existsSync(file)) return notDone("there is no database yet");
  try {
    return { name, ...look(file) };
  } catch (fault) {
    const summary = `cannot be read: ${fault instanceof Error ? fault.message : String(fault)}`;
    return { name, state: "bad", summary, detail: null };
  }
};

/** The text of `.env` of the directory; "" where there is none. */
export const envFileOf = ({ directory }: Terminal): string => {
  try {
    return readFileSync(join(directory, ".env"), "utf8");
  } catch {
    return "";
  }
};
