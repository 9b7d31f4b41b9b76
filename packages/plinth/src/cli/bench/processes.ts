import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { BootError } from "#core";
import { endChild, listenTo, plainEnvironment } from "#instance";
import { freePort } from "../instance/instance.ts";
import { throwawaySettings } from "../instance/settings.ts";

const PATIENCE_MS = 60_000;
const END_MS = 15_000;
const LOOK_MS = 5;

/** A server that answers everything with some JSON and does nothing else: what the machine can do. */
const BARE = `import { createServer } from "node:http";
const body = JSON.stringify({ text: "x".repeat(240) });
createServer((_, answer) => {
  answer.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  answer.end(body);
}).listen({ port: process.env.PORT, host: "127.0.0.1", backlog: 4096 });`;

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  /** From the start of the process to its first answer of 200. */
  readonly readyMs: number;
  /** Resident memory in MB; undefined where this system does not tell. */
  readonly memoryMb: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** Resident memory of a process, as Linux tells it. */
const residentMb = (pid: number | undefined): number | undefined => {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
};

const startServer = async (options: {
  readonly words: readonly string[];
  readonly path: string;
  readonly port: number;
  readonly directory: string;
  readonly settings: Readonly<Record<string, string>>;
}): Promise<Server> => {
  const url = `http://127.0.0.1:${options.port}`;
  const began = performance.now();
  const child = spawn(process.execPath, options.words, {
    cwd: options.directory,
    env: { ...plainEnvironment(), ...options.settings, PORT: String(options.port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const told = listenTo(child);
  while (!(await isReady(`${url}${options.path}`))) {
    if (child.exitCode !== null || performance.now() - began > PATIENCE_MS) {
      await endChild(child, END_MS);
      throw new BootError([`what was to be measured never got ready: ${told()}`]);
    }
    await delay(LOOK_MS);
  }
  return {
    url,
    readyMs: performance.now() - began,
    memoryMb: () => residentMb(child.pid),
    stop: () => endChild(child, END_MS),
  };
};

/** Starts a bare node:http server: the peer of what is measured, under the same conditions. */
export const startBare = async (): Promise<Server> =>
  startServer({
    words: ["--input-type=module", "--eval", BARE],
    path: "/",
    port: await freePort(),
    directory: tmpdir(),
    settings: {},
  });

/** Starts `plinth serve` as people start it, again and again over one directory of data. */
export const createServeStarter = (options: {
  readonly app: string | undefined;
  readonly directory: string;
  readonly settings: Readonly<Record<string, string>>;
}): { readonly start: () => Promise<Server>; readonly remove: () => void } => {
  const data = mkdtempSync(join(tmpdir(), "plinth-throwaway-"));
  const main = resolve(import.meta.dirname, `../main${extname(import.meta.url)}`);
  const app = options.app === undefined ? [] : ["--app", options.app];
  return {
    start: async () => {
      const port = await freePort();
      return startServer({
        words: [...process.execArgv, "--max-semi-space-size=8", main, "serve", "--quiet", ...app],
        path: "/ready",
        port,
        directory: options.directory,
        settings: throwawaySettings({ directory: data, port, extra: options.settings }),
      });
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
};
