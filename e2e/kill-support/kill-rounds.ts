import { spawn } from "node:child_process";
import { createSecretKey } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import {
  createDirectoryTarget,
  restoreDatabase,
} from "../../packages/plinth/src/ops/backup/index.ts";
import { processEnvironment } from "../support/server.ts";

const SCRIPT = fileURLToPath(new URL("./backup-writer.ts", import.meta.url));
const key = createSecretKey(Buffer.alloc(32, 5));

/** A write that was answered. */
export interface Answered {
  readonly id: number;
  readonly at: number;
}

/** What a restore had after the writer was killed. */
export interface KillRound {
  /** Milliseconds after the writer was ready. */
  readonly afterMs: number;
  readonly answered: number;
  readonly lost: number;
  /** Age of the oldest answered write that is missing, when the writer died; 0 for none. */
  readonly lostMs: number;
  /** "ok" where SQLite finds nothing. */
  readonly integrity: string;
  readonly restoreMs: number;
}

/** Lets a writer with backups run, and kills it some time after it is ready; what it was answered. */
export const runAndKill = (root: string, afterMs: number): Promise<readonly Answered[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=plinth-source", SCRIPT, root], {
      stdio: ["ignore", "pipe", "pipe"],
      env: processEnvironment({}),
      timeout: 60_000,
    });
    const answered: Answered[] = [];
    let rest = "";
    let complaint = "";
    let isReady = false;
    child.stdout.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [id = "", at] = line.split(" ");
        if (id !== "ready") answered.push({ id: Number(id), at: Number(at) });
      }
      if (isReady) return;
      isReady = true;
      setTimeout(() => child.kill("SIGKILL"), afterMs);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once("close", () => (isReady ? resolve(answered) : reject(new Error(complaint))));
  });

/** What is in a restored database: SQLite's own word on it, and the ids. */
const look = (file: string) => {
  const database = new DatabaseSync(file);
  try {
    const [check] = database.prepare("pragma integrity_check").all();
    const rows = database.prepare("select id from entry").all();
    return {
      integrity: String(check?.["integrity_check"]),
      there: new Set(rows.map((row) => Number(row["id"]))),
    };
  } finally {
    database.close();
  }
};

/** One writer, killed, and what its backup brings back. Rounds in one directory go on from each other. */
export const killOnce = async (root: string, afterMs: number): Promise<KillRound> => {
  const answered = await runAndKill(root, afterMs);
  const killedAt = Math.max(0, ...answered.map(({ at }) => at));
  const directory = join(root, "restored");
  const started = performance.now();
  const file = join(directory, "plinth.db");
  await restoreDatabase({ target: createDirectoryTarget(join(root, "backups")), key, file });
  const restoreMs = Math.round(performance.now() - started);
  const { integrity, there } = look(file);
  rmSync(directory, { recursive: true });
  const lost = answered.filter(({ id }) => !there.has(id));
  return {
    ...{ afterMs, integrity, restoreMs, answered: answered.length, lost: lost.length },
    lostMs: killedAt - Math.min(killedAt, ...lost.map(({ at }) => at)),
  };
};
