import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must, type Outcome, type RunOptions, run, until } from "./shell.ts";

/** A Docker engine: one that was there, or one of our own without networks. */
export interface Engine {
  readonly version: string;
  readonly docker: (words: readonly string[], options?: RunOptions) => Promise<string>;
  /** The same for what may fail. */
  readonly try: (words: readonly string[], options?: RunOptions) => Promise<Outcome>;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is of our own: it has no bridge then, and containers are given no network. */
  readonly isOwn: boolean;
  readonly stop: () => Promise<void>;
}

/** Debian's client goes with Debian's engine; another one in the path may know neither. */
const CLIENT = existsSync("/usr/bin/docker") ? "/usr/bin/docker" : "docker";

const wrap = (
  environment: Readonly<Record<string, string>>,
): Pick<Engine, "docker" | "try" | "environment"> => ({
  environment,
  docker: (words, options = {}) =>
    must(CLIENT, words, { ...options, env: { ...environment, ...options.env } }),
  try: (words, options = {}) =>
    run(CLIENT, words, { ...options, env: { ...environment, ...options.env } }),
});

const versionOf = async (engine: Pick<Engine, "try">): Promise<string | undefined> => {
  const { code, out } = await engine.try(["version", "--format", "{{.Server.Version}}"]);
  return code === 0 ? out.trim() : undefined;
};

/**
 * The engine of this machine, or a daemon of our own over a directory, which needs root and Debian's
 * docker.io. It gets no bridge and touches no firewall.
 * @throws {Error} where neither is to be had.
 */
export const openEngine = async (directory: string): Promise<Engine> => {
  const usual = wrap({ DOCKER_BUILDKIT: "1" });
  const found = await versionOf(usual);
  if (found !== undefined) {
    return { ...usual, version: found, isOwn: false, stop: async () => undefined };
  }
  mkdirSync(directory, { recursive: true });
  const socket = `unix://${join(directory, "sock")}`;
  const log = openSync(join(directory, "log"), "a");
  const daemon = spawn(
    "/usr/sbin/dockerd",
    [
      ...["--bridge=none", "--iptables=false", "--ip6tables=false"],
      ...["--data-root", join(directory, "root"), "--exec-root", join(directory, "exec")],
      ...["--pidfile", join(directory, "pid"), "-H", socket],
    ],
    { stdio: ["ignore", log, log], detached: true },
  );
  const failed = new Promise<never>((_, reject) => {
    daemon.on("error", () => reject(new Error("no Docker engine: install Debian's docker.io")));
    daemon.on("exit", (code) => {
      const last = readFileSync(join(directory, "log"), "utf8").trim().split("\n").at(-1);
      reject(new Error(`dockerd ended with ${code}: ${last ?? ""}`));
    });
  });
  failed.catch(() => undefined);
  const own = wrap({ DOCKER_BUILDKIT: "1", DOCKER_HOST: socket });
  const version = await Promise.race([
    failed,
    until("the Docker engine", 30_000, () => versionOf(own)),
  ]);
  return {
    ...own,
    version,
    isOwn: true,
    stop: async () => {
      daemon.kill("SIGTERM");
      await failed.catch(() => undefined);
    },
  };
};
