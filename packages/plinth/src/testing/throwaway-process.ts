import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A port of 127.0.0.1 that nothing listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** How a server of somebody else's is run. */
export interface ThrowawayProcessOptions {
  /** As people say it: "PostgreSQL". */
  readonly name: string;
  /** Removed with it. */
  readonly directory: string;
  readonly spawn: () => ChildProcess;
  /** Rejects as long as it does not answer. */
  readonly ask: () => Promise<unknown>;
  /** What ends it in order, and loses what is not kept. */
  readonly signal: NodeJS.Signals;
}

/** A server of one test file, which ends with it whatever happens. */
export interface ThrowawayProcess {
  readonly pid: () => number | undefined;
  readonly send: (signal: NodeJS.Signals) => void;
  /** Starts it where it does not run; resolves once it answers. @throws what it complained of. */
  readonly start: () => Promise<void>;
  /** Ends it; what it kept stays. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
  /** Ends it and removes everything. */
  readonly stop: () => Promise<void>;
}

const READY_TRIES = 200;
const READY_PAUSE_MS = 50;

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Starts it for the first time; nothing is left of it where that fails. */
export const startThrowaway = async (
  options: ThrowawayProcessOptions,
): Promise<ThrowawayProcess> => {
  const { name, directory, signal } = options;
  let child: ChildProcess | undefined;
  let complaint = "";

  const spawn = (): ChildProcess => {
    const made = options.spawn();
    for (const stream of [made.stdout, made.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        complaint = chunk.toString();
      });
    }
    return made;
  };
  /** After a kill its own children may hold the directory for a moment; hence the tries. */
  const start = async (): Promise<void> => {
    for (let attempt = 0; attempt < READY_TRIES; attempt += 1) {
      if (child === undefined || isOver(child)) child = spawn();
      try {
        await options.ask();
        return;
      } catch {
        await pause(READY_PAUSE_MS);
      }
    }
    throw new Error(`the throwaway ${name} did not start: ${complaint}`);
  };
  const end = async (how: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined || isOver(ending)) return;
    const over = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(how);
    await over;
  };
  const removeAll = (): void => rmSync(directory, { recursive: true, force: true });
  const onExit = (): void => {
    child?.kill(signal);
    removeAll();
  };
  const stop = async (): Promise<void> => {
    await end(signal);
    process.off("exit", onExit);
    removeAll();
  };

  process.once("exit", onExit);
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: () => child?.pid, send: (how) => void child?.kill(how), start, end, stop };
};
