import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { InstanceSpecification, Order, Report } from "./messages.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const MAIN = fileURLToPath(new URL(IS_SOURCE ? "./main.ts" : "./main.js", import.meta.url));
const READY_MS = 60_000;
const ORDER_MS = 10_000;
const STOP_MS = 30_000;
/** Kept of what it tells on standard error. */
const MAX_TOLD = 4_000;

/** How a throwaway instance is started. */
export interface InstanceOptions extends InstanceSpecification {
  readonly dataDirectory: string;
  /** Further settings by variable name; nothing of the caller's environment gets there. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A throwaway instance, as a process of its own. */
export interface Instance {
  readonly url: string;
  readonly pid: number;
  readonly dataDirectory: string;
  /** Names of the modules that have routes. */
  readonly modules: readonly string[];
  /** Moves its clock; negative moves it back. */
  readonly jump: (milliseconds: number) => Promise<void>;
  /** Publishes the next signing key. */
  readonly rotateKeys: () => Promise<void>;
  /** kill -9; resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** SIGTERM, and kill -9 where that takes too long; resolves when the process is gone. */
  readonly stop: () => Promise<void>;
}

/** The instance did not start: one sentence, or what it told last. */
export class InstanceError extends Error {}

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

const waitUntilReady = (
  child: ChildProcess,
  told: () => string,
): Promise<Extract<Report, { readonly is: "ready" }>> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new InstanceError(`not ready in ${READY_MS} ms: ${told()}`));
    }, READY_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    child.on("message", (report: Report) => {
      if (report.is === "ready") settle(() => resolve(report));
      else if (report.is === "refused") settle(() => reject(new InstanceError(report.reason)));
    });
    child.once("error", (fault) => settle(() => reject(new InstanceError(fault.message))));
    child.once("exit", (code, signal) =>
      settle(() => reject(new InstanceError(`ended with ${code ?? signal}: ${told()}`))),
    );
  });

type Command = { readonly do: "jump"; readonly milliseconds: number } | { readonly do: "rotate" };

/** Gives orders that are answered, each in a bounded time. */
const createOrders = (child: ChildProcess): ((command: Command) => Promise<void>) => {
  const waiting = new Map<number, (fault: string | undefined) => void>();
  let last = 0;
  child.on("message", (report: Report) => {
    if (report.is !== "done") return;
    waiting.get(report.id)?.(report.fault);
    waiting.delete(report.id);
  });
  child.once("exit", () => {
    for (const answer of waiting.values()) answer("the instance is gone");
  });
  return (command) =>
    new Promise((resolve, reject) => {
      last += 1;
      const answer = (fault: string | undefined): void => {
        clearTimeout(timer);
        if (fault === undefined) resolve();
        else reject(new InstanceError(`${command.do}: ${fault}`));
      };
      const timer = setTimeout(() => answer(`no answer in ${ORDER_MS} ms`), ORDER_MS);
      waiting.set(last, answer);
      child.send({ ...command, id: last } satisfies Order, () => undefined);
    });
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone(child);
  clearTimeout(timer);
};

/**
 * Starts a throwaway instance on a free port of 127.0.0.1. It sees no setting of ours, and ends when
 * this process does.
 * @throws {InstanceError} when it does not get ready.
 */
export const startInstance = async (options: InstanceOptions): Promise<Instance> => {
  const { dataDirectory, env, ...specification } = options;
  const flags = IS_SOURCE ? ["--conditions=plinth-source"] : [];
  const child = spawn(process.execPath, [...flags, "--disable-warning=ExperimentalWarning", MAIN], {
    env: {
      PATH: process.env["PATH"] ?? "",
      PLINTH_ENV: "test",
      PLINTH_DATA: dataDirectory,
      PORT: "0",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let told = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    told = (told + chunk.toString()).slice(-MAX_TOLD);
  });
  const readiness = waitUntilReady(child, () => told);
  child.send({ do: "start", specification } satisfies Order, () => undefined);
  const { url, modules } = await readiness;
  const order = createOrders(child);
  return {
    url,
    modules,
    dataDirectory,
    pid: child.pid ?? 0,
    jump: (milliseconds) => order({ do: "jump", milliseconds }),
    rotateKeys: () => order({ do: "rotate" }),
    kill: () => {
      child.kill("SIGKILL");
      return gone(child);
    },
    stop: () => stopChild(child),
  };
};
