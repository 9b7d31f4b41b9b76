import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";
import { signUp } from "../support/api.ts";
import { freePort } from "../support/free-port.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { plinthCommand, processEnvironment } from "../support/server.ts";
import { isTurnOf } from "../support/share.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 60_000;

const data = scratchDirectory();
const waits = { missing: "it is the turn of another test" };
const postgres = isTurnOf(1, 2) ? await startPostgres() : waits;
const redis = isTurnOf(1, 2) ? await startRedis() : waits;
const missing =
  "missing" in postgres ? postgres.missing : "missing" in redis ? redis.missing : undefined;
if (missing !== undefined) announceSkipped("plinth panic with several workers", missing);
afterAll(async () => {
  if (!("missing" in postgres)) await postgres.stop();
  if (!("missing" in redis)) await redis.stop();
  data.remove();
});

/** Several processes on one port, and how all of them end. */
const startWorkers = async (environment: Readonly<Record<string, string>>) => {
  const [command, words] = plinthCommand("serve", "--workers", "2");
  const env = processEnvironment(environment);
  const child = spawn(command, words, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    let told = "";
    const timer = setTimeout(() => reject(new Error(`not ready: ${told}`)), LIMIT_MS);
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (!told.includes("workers are ready")) return;
      clearTimeout(timer);
      resolve();
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${told}`)));
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
};

describe.skipIf(missing !== undefined)("plinth panic with several workers", () => {
  it("DEP-16: all of them end, and none is put in the place of another", async () => {
    if ("missing" in postgres || "missing" in redis) throw new Error("nothing to stand on");
    const port = await freePort();
    const environment = {
      PLINTH_DATA: data.path,
      PORT: String(port),
      DATABASE_URL: await postgres.createDatabase(),
      REDIS_URL: redis.url,
    };
    const workers = await startWorkers(environment);
    try {
      const url = `http://127.0.0.1:${port}`;
      const caller = await signUp(url, "mia@example.org");
      expect((await caller.call("GET", "/api/v1/auth/me")).status).toBe(200);
      const outcome = await runPlinth(["panic", "--json"], environment);
      expect(outcome.code, outcome.told).toBe(0);
      expect(JSON.parse(outcome.printed)).toMatchObject({ sessions: 1, wasRunning: true });
      expect(await workers.ended).toBe(0);
      expect(existsSync(join(data.path, "deploy/maintenance.json"))).toBe(true);
      await expect(fetch(url)).rejects.toThrow();
    } finally {
      workers.kill();
    }
  });
});
