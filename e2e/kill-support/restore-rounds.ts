import { spawn } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../packages/plinth/src/core/index.ts";
import { openStore, sql } from "../../packages/plinth/src/store/index.ts";
import { processEnvironment } from "../support/server.ts";
import { runAndKill } from "./kill-rounds.ts";

const VICTIM = fileURLToPath(new URL("./restore-victim.ts", import.meta.url));
/** Of a row that is in no backup. */
const LATER = 1_000_000;

const idsOf = (database: DatabaseSync): readonly number[] =>
  database
    .prepare("select id from entry order by id")
    .all()
    .map(({ id }) => Number(id));

/** Data, backups of it, and a last row that only the log of SQLite has, and no backup. */
export const prepareRestore = async (root: string): Promise<readonly number[]> => {
  const live = join(root, "live");
  await runAndKill(live, 100);
  const database = new DatabaseSync(join(live, "data", "plinth.db"));
  database.prepare("insert into entry values (?, 'later')").run(LATER);
  // While it is open: its last close would empty the log.
  cpSync(live, join(root, "model"), { recursive: true });
  const before = idsOf(database);
  database.close();
  return before;
};

/** Runs a restore of a copy that is killed before its nth change; how many there were, if it was not. */
const restoreAndDie = (root: string, nth: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=plinth-source", VICTIM, root, `${nth}`], {
      stdio: ["ignore", "pipe", "pipe"],
      env: processEnvironment({}),
      timeout: 60_000,
    });
    let printed = "";
    let told = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve(Number(printed));
      else if (signal === "SIGKILL") resolve(undefined);
      else reject(new Error(told));
    });
  });

/** What a start finds after a restore that was killed, or came to its end. */
export interface RestoreRound {
  /** How many changes there were; undefined where it was killed before its end. */
  readonly changes: number | undefined;
  readonly ids: readonly number[];
  /** Of the database that was moved aside; undefined where none was. */
  readonly aside: readonly number[] | undefined;
  /** Files that begin like a database and are none of this one. */
  readonly halves: readonly string[];
}

/** One restore, killed before its nth change (never for 0), and the start after it. */
export const killRestore = async (root: string, nth: number): Promise<RestoreRound> => {
  const round = join(root, "round");
  cpSync(join(root, "model"), round, { recursive: true });
  const changes = await restoreAndDie(round, nth);
  const data = join(round, "data");
  const store = await openStore({
    engine: { kind: "embedded", directory: data },
    clock: systemClock,
  });
  const { rows } = await sql<{ id: number }>`select id from entry order by id`.execute(
    store.read(),
  );
  await store.close();
  const names = readdirSync(data);
  const old = names.find((name) => /^plinth-before-.*\.db$/.test(name));
  let aside: readonly number[] | undefined;
  if (old !== undefined) {
    const database = new DatabaseSync(join(data, old));
    aside = idsOf(database);
    database.close();
  }
  const halves = names.filter((name) => /^plinth\.db(?!$|-wal$|-shm$)/.test(name));
  rmSync(round, { recursive: true });
  return { changes, ids: rows.map(({ id }) => id), aside, halves };
};
