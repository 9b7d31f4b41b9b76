import { type ChildProcess, fork } from "node:child_process";
import { BootError } from "#core";
import { endChild, goneOf, listenTo, plainEnvironment } from "./child-process.ts";
import type { Asked, Report } from "./messages.ts";

/** The instance did not start, did not do as it was asked in time, or is gone: one sentence each. */
export class InstanceError extends BootError {}

/** How the process of a throwaway instance, or of a slot, is started. */
export interface OwnedOptions {
  /** What it is called where it fails. */
  readonly name?: string;
  /** What it runs; calls `obeyOwner`. */
  readonly file: URL;
  /** Words behind the file; none if not given. */
  readonly words?: readonly string[];
  /** Whether its standard output is that of this process; else nobody reads it. */
  readonly isHeard?: boolean;
  /** Flags of Node before the file. */
  readonly flags: readonly string[];
  /** Where it runs; the directory of this process if not given. */
  readonly directory?: string;
  /** Settings by variable name; nothing else that configures an application gets there. */
  readonly settings: Readonly<Record<string, string>>;
  /** Longest wait for its end, in milliseconds. */
  readonly endMs: number;
}

/** A process that takes orders from this one alone, and ends with it. */
export interface Owned<A extends Asked> {
  readonly pid: number;
  /** @throws {InstanceError} where it refuses, where it is gone, and after `patienceMs`. */
  readonly ask: (asked: A, patienceMs: number) => Promise<unknown>;
  /** Resolves when the process is gone, with how it ended and what it said last. */
  readonly gone: Promise<string>;
  /** kill -9; resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  /** SIGTERM, and kill -9 where that takes too long; resolves when the process is gone. */
  readonly stop: () => Promise<void>;
}

/** Sends orders and hands out what comes back; everything fails once the process has ended. */
const createOrders = (
  child: ChildProcess,
  told: () => string,
  name: string,
): Owned<Asked>["ask"] => {
  const waiting = new Map<number, (report: Report) => void>();
  let last = 0;
  let over: string | undefined;
  const lastWords = (): string => (told() === "" ? "" : `: ${told()}`);
  const end = (how: string): void => {
    over ??= `${name} ${how}${lastWords()}`;
    for (const [id, settle] of waiting) settle({ id, ok: false, reason: over });
  };
  child.on("message", (message) => {
    const report = message as Report;
    waiting.get(report.id)?.(report);
  });
  child.once("error", (fault) => end(`failed with ${fault.message}`));
  child.once("exit", (code, signal) => end(`ended with ${code ?? signal}`));
  return (asked, patienceMs) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      const settle = (report: Report): void => {
        clearTimeout(timer);
        waiting.delete(id);
        if (report.ok) resolve(report.value);
        else reject(new InstanceError([report.reason]));
      };
      const timer = setTimeout(() => {
        const reason = `${name} did not answer "${asked.do}" within ${patienceMs / 1_000} s${lastWords()}`;
        settle({ id, ok: false, reason });
      }, patienceMs);
      waiting.set(id, settle);
      if (over !== undefined) settle({ id, ok: false, reason: over });
      else child.send({ ...asked, id }, () => undefined);
    });
};

/** Starts the process of a throwaway instance. It says for itself, when asked, that it is ready. */
export const startOwned = <A extends Asked>(options: OwnedOptions): Owned<A> => {
  const child = fork(options.file, [...(options.words ?? [])], {
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    env: { ...plainEnvironment(), ...options.settings },
    execArgv: [...options.flags],
    stdio: ["ignore", options.isHeard === true ? "inherit" : "ignore", "pipe", "ipc"],
  });
  const told = listenTo(child);
  const gone = new Promise<string>((resolve) => {
    const tell = (how: string): void => resolve(told() === "" ? how : `${how}: ${told()}`);
    child.once("exit", (code, signal) => tell(`ended with ${code ?? signal}`));
    child.once("error", (fault) => tell(`failed with ${fault.message}`));
  });
  return {
    pid: child.pid ?? 0,
    gone,
    ask: createOrders(child, told, options.name ?? "the throwaway instance"),
    kill: () => {
      child.kill("SIGKILL");
      return goneOf(child);
    },
    stop: () => endChild(child, options.endMs),
  };
};
