import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ready } from "../contestants/contract.ts";
import type { Contestant } from "../contestants/registry.ts";

/** What every contestant tells when it listens; each contest wants more. */
export type Listening = Pick<Ready, "port">;

/** A contestant that listens. */
export interface RunningServer<T extends Listening = Ready> {
  readonly pid: number;
  readonly ready: T;
  /** Complete access-log lines written since the last `clearLog`. */
  readonly countLogLines: () => number;
  readonly readLog: () => string;
  readonly clearLog: () => void;
  readonly stop: () => Promise<void>;
}

/** Thrown when a contestant says it cannot run here; the reason is for the report. */
export class NotRunError extends Error {}

export interface StartOptions {
  readonly contestant: Pick<Contestant, "name" | "file" | "variant" | "nodeArgs">;
  readonly folder: string;
  /** Scratch folder for the log file. */
  readonly scratch: string;
  /** Requests a minute; unlimited when absent. */
  readonly limit?: number;
  /** Core to pin to; not pinned when absent. */
  readonly core?: number;
  /** Milliseconds to wait until it listens. */
  readonly timeout?: number;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

function isReady<T extends Listening>(message: unknown): message is T {
  return typeof message === "object" && message !== null && "port" in message;
}

function readNotRun(message: unknown): string | undefined {
  const given = message as { notRun?: unknown };
  return typeof given.notRun === "string" ? given.notRun : undefined;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), 3000);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

function waitUntilReady<T extends Listening>(
  child: ChildProcess,
  name: string,
  timeout: number,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${name} did not listen within ${timeout / 1000} s`));
    }, timeout);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    child.on("message", (message) => {
      const reason = readNotRun(message);
      if (reason !== undefined) settle(() => reject(new NotRunError(reason)));
      else if (isReady<T>(message)) settle(() => resolve(message));
    });
    child.on("error", (error) => settle(() => reject(error)));
    child.on("exit", (code, signal) =>
      settle(() => reject(new Error(`${name} ended before it listened (${signal ?? code})`))),
    );
  });
}

/**
 * Starts a contestant with stdout, where access logs go, in a file of its own. Everything it writes
 * to stderr is kept there too.
 */
export async function startServer<T extends Listening = Ready>(
  options: StartOptions,
): Promise<RunningServer<T>> {
  const { contestant, core, timeout = 20_000 } = options;
  const logFile = join(options.scratch, `${contestant.name}.log`);
  const errorFile = join(options.scratch, `${contestant.name}.err`);
  const log = openSync(logFile, "a+");
  ftruncateSync(log, 0);
  const errors = openSync(errorFile, "w");
  const command = [
    process.execPath,
    ...(contestant.nodeArgs ?? []),
    join(options.folder, contestant.file),
    ...(contestant.variant === undefined ? [] : [contestant.variant]),
  ];
  const argv = core === undefined ? command : ["taskset", "-c", String(core), ...command];
  const child = spawn(argv[0] ?? "", argv.slice(1), {
    stdio: ["ignore", log, errors, "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NODE_NO_WARNINGS: "1",
      BENCH_SCRATCH: options.scratch,
      ...options.env,
      ...(options.limit === undefined ? {} : { BENCH_LIMIT: String(options.limit) }),
    },
  });
  try {
    const ready = await waitUntilReady<T>(child, contestant.name, timeout);
    return {
      pid: child.pid ?? 0,
      ready,
      countLogLines: () =>
        readFileSync(logFile).reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0),
      readLog: () => readFileSync(logFile, "utf8"),
      clearLog: () => ftruncateSync(log, 0),
      stop: async () => {
        await stopChild(child);
        closeSync(log);
        closeSync(errors);
      },
    };
  } catch (error) {
    await stopChild(child);
    closeSync(log);
    closeSync(errors);
    if (error instanceof NotRunError) throw error;
    const told = readFileSync(errorFile, "utf8").trim().split("\n").slice(0, 12).join("\n");
    throw new Error(`${error instanceof Error ? error.message : error}\n${told}`);
  }
}
