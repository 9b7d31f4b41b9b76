import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "#store";
import { freePort, startThrowaway } from "./throwaway-process.ts";

/** A Redis server of one test file, with nothing in it. */
export interface ThrowawayRedis {
  /** Address of its database 0, with its password. */
  readonly url: string;
  readonly port: number;
  /** Runs one command on a connection of its own. */
  readonly command: (name: string, ...values: readonly string[]) => Promise<unknown>;
  /** Gives it another password, or its own again, and ends the connections that know the one before. */
  readonly changePassword: (password?: string) => Promise<void>;
  /** kill -9: what it held is lost. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port. */
  readonly start: () => Promise<void>;
  /** SIGSTOP: it accepts connections and answers nothing. */
  readonly freeze: () => void;
  /** SIGCONT: it answers what was asked meanwhile. */
  readonly thaw: () => void;
  /** Stops it and removes everything. */
  readonly stop: () => Promise<void>;
}

/** Why there is none. */
export interface MissingRedis {
  readonly missing: string;
}

/** How the server is to run. */
export interface ThrowawayRedisOptions {
  /** Paths of a certificate for 127.0.0.1 and its key: then it speaks TLS and nothing else. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** The longest wait of a script, in milliseconds, where how long it takes is not the claim. */
const PATIENCE_MS = 5_000;

/** The same Redis, with time for every script: on a busy machine late is not wrong. */
export const withPatience = (redis: Redis): Redis => ({
  ...redis,
  evaluate: (script, keys, values, _withinMs, read) =>
    redis.evaluate(script, keys, values, PATIENCE_MS, read),
});

const CANDIDATES = [
  process.env["REDIS_SERVER"] ?? "",
  "/usr/bin/redis-server",
  "/usr/local/bin/redis-server",
];

const tlsSettings = (
  port: number,
  { certificate, key }: NonNullable<ThrowawayRedisOptions["tls"]>,
): readonly string[][] => [
  ["--tls-port", String(port)],
  ["--tls-cert-file", certificate],
  ["--tls-key-file", key],
  ["--tls-ca-cert-file", certificate],
  ["--tls-auth-clients", "no"],
];

const runCommand = async (
  url: string,
  name: string,
  values: readonly string[],
): Promise<unknown> => {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 2_000,
    commandTimeout: 5_000,
    // Only this process talks to it, over loopback; tests of trust use the product's own client.
    ...(url.startsWith("rediss:") ? { tls: { rejectUnauthorized: false } } : {}),
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.call(name, ...values);
  } finally {
    client.disconnect();
  }
};

/**
 * Starts a Redis server from Debian's package in a scratch directory on a free port of the loopback
 * address, for this process only. Where the package is missing it says so; tests must then skip
 * loudly (see `announceSkipped`).
 */
export const startRedis = async (
  options: ThrowawayRedisOptions = {},
): Promise<ThrowawayRedis | MissingRedis> => {
  const binary = CANDIDATES.find((path) => path !== "" && existsSync(path));
  if (binary === undefined) {
    return { missing: "no redis-server on this machine (apt-get install redis-server)" };
  }
  const directory = mkdtempSync(join(tmpdir(), "plinth-redis-"));
  const password = randomUUID();
  const port = await freePort();
  const { tls } = options;
  const url = `${tls === undefined ? "redis" : "rediss"}://:${password}@127.0.0.1:${port}/0`;
  const settings = [
    ["--port", tls === undefined ? String(port) : "0"],
    ...(tls === undefined ? [] : tlsSettings(port, tls)),
    ["--bind", "127.0.0.1"],
    ["--dir", directory],
    ["--requirepass", password],
    ["--save", ""],
    ["--appendonly", "no"],
    ["--databases", "4"],
  ].flat();
  const server = await startThrowaway({
    name: "Redis",
    directory,
    spawn: () => spawn(binary, settings, { stdio: ["ignore", "pipe", "pipe"], cwd: directory }),
    ask: () => runCommand(url, "PING", []),
    signal: "SIGKILL",
  });
  let current = url;
  const command: ThrowawayRedis["command"] = (name, ...values) => runCommand(current, name, values);
  return {
    url,
    port,
    command,
    changePassword: async (next = password) => {
      await command("CONFIG", "SET", "requirepass", next);
      const changed = new URL(url);
      changed.password = next;
      current = String(changed);
      await command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      await command("CLIENT", "KILL", "TYPE", "pubsub");
    },
    kill: () => server.end("SIGKILL"),
    start: server.start,
    freeze: () => server.send("SIGSTOP"),
    thaw: () => server.send("SIGCONT"),
    stop: server.stop,
  };
};
