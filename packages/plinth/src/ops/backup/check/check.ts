import { Worker } from "node:worker_threads";
import { BackupFault } from "../fault.ts";

/** What SQLite says of a file. */
export interface CheckedDatabase {
  /** What is wrong with it; empty where it is whole. */
  readonly faults: readonly string[];
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A row that a backup must have. */
export interface Sentinel {
  readonly table: string;
  readonly id: string;
}

/** What the thread is told. */
export interface CheckOrder {
  readonly file: string;
  readonly sentinel: Sentinel | undefined;
}

/** A check of 1 GB takes seconds; one that takes so long hangs. */
const LONGEST_MS = 30 * 60_000;

const workerUrl = new URL(
  import.meta.url.endsWith(".ts") ? "./check-worker.ts" : "./check-worker.js",
  import.meta.url,
);

/**
 * Lets SQLite look at all of a database file, and counts rows; in a thread of its own.
 * @throws {BackupFault} when the thread died or hung.
 */
export const checkDatabase = async (
  file: string,
  sentinel?: Sentinel,
): Promise<CheckedDatabase> => {
  const order: CheckOrder = { file, sentinel };
  const worker = new Worker(workerUrl, { workerData: order, name: "plinth-backup-check" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<CheckedDatabase>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (cause) =>
        reject(new BackupFault("damaged", "the restored file cannot be checked", cause)),
      );
      worker.once("exit", () => reject(new BackupFault("damaged", "the check ended early")));
      timer = setTimeout(
        () => reject(new BackupFault("damaged", "the check of the restored file hangs")),
        LONGEST_MS,
      );
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
};
