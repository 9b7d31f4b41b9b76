import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { arrive, createClient } from "./client.ts";

/** What an abuser sends, again and again. */
export interface Abuse {
  readonly port: number;
  readonly request: string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Answers by status. */
export type Statuses = Readonly<Record<string, number>>;

/**
 * Abuses on a thread of its own, so that the others' times are the server's doing and not that of
 * a client busy with reading the abuser's answers.
 */
export function abuse(given: Abuse): Promise<Statuses> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: given });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the abuser left without a word")));
  });
}

async function run({ port, request, perSecond, seconds }: Abuse): Promise<Statuses> {
  const client = createClient(port, 5_000);
  const statuses: Record<string, number> = {};
  const asked: Promise<void>[] = [];
  const bytes = Buffer.from(request, "latin1");
  const send = async (): Promise<void> => {
    const { status } = await client.ask(bytes);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  await arrive({ perSecond, seconds, send: () => asked.push(send()) });
  await Promise.all(asked);
  client.close();
  return statuses;
}

if (!isMainThread) parentPort?.postMessage(await run(workerData as Abuse));
