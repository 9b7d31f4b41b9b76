import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";
import { freePort } from "../support/free-port.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { plinthCommand, processEnvironment } from "../support/server.ts";
import { createHost, makeRelease, startLoad } from "./support.ts";

const RELOADS = 3;

const scratch = scratchDirectory();
const postgres = await startPostgres();
const redis = await startRedis();
const missing =
  "missing" in postgres ? postgres.missing : "missing" in redis ? redis.missing : undefined;
if (missing !== undefined) announceSkipped("several processes on one port", missing);
afterAll(async () => {
  if (!("missing" in postgres)) await postgres.stop();
  if (!("missing" in redis)) await redis.stop();
  scratch.remove();
});

const services = async (): Promise<Readonly<Record<string, string>>> => {
  if ("missing" in postgres || "missing" in redis) throw new Error("nothing to stand on");
  return { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
};

const childrenOf = (pid: number): readonly number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  } catch {
    return [];
  }
};

const until = async (what: string, holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 600; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
};

const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("exit", (code) => resolve(code)));

describe.skipIf(missing !== undefined)("several processes", () => {
  it("DEP-05: on the embedded database there is one process, and the refusal says what to do", async () => {
    const release = makeRelease(scratch.path, { version: "0.1.0" });
    const { code, told } = await runPlinth(
      ["serve", "--workers", "2"],
      { PLINTH_DATA: `${scratch.path}/none`, PORT: "0" },
      { directory: release },
    );
    expect(code).toBe(78);
    expect(told).toContain("--workers needs DATABASE_URL and REDIS_URL");
  }, 30_000);

  it("DEP-05: reloads by SIGHUP under load: no call is refused or reset, all are new; SIGTERM drains", async () => {
    const release = makeRelease(scratch.path, { version: "0.2.0" });
    const port = await freePort();
    const [command, words] = plinthCommand("serve", "--workers", "2");
    const child = spawn(command, words, {
      cwd: release,
      env: processEnvironment({
        PLINTH_DATA: `${scratch.path}/workers`,
        PORT: String(port),
        ...(await services()),
        ...{ RATE_LIMIT_PER_MINUTE: "1000000", RATE_LIMIT_PER_HOUR: "10000000" },
      }),
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.on("data", (part: Buffer) => {
      told += part.toString();
    });
    await until(`ready: ${told}`, () => told.includes("workers are ready"));
    // What changes something may not be sent twice: a caller has no way around a reset there.
    const load = startLoad(`http://127.0.0.1:${port}`, [
      { method: "GET", path: "/api/v1/version" },
      { method: "GET", path: "/api/v1/slow" },
      { method: "POST", path: "/api/v1/echo", body: '{"n":1}' },
      { method: "POST", path: "/api/v1/echo", body: '{"n":2}', pauseMs: 250 },
    ]);
    for (let reload = 0; reload < RELOADS; reload += 1) {
      const before = childrenOf(child.pid ?? 0);
      expect(before).toHaveLength(2);
      child.kill("SIGHUP");
      await until("new processes", () => {
        const now = childrenOf(child.pid ?? 0);
        return now.length === 2 && now.every((pid) => !before.includes(pid));
      });
    }
    const { calls, failed } = await load.end();
    expect(failed).toEqual([]);
    expect(calls).toBeGreaterThan(50);
    child.kill("SIGTERM");
    expect(await endOf(child)).toBe(0);
  }, 120_000);

  // CI has its share of deploys in slots.test.ts; `DEPLOYS=all` runs these too.
  it.skipIf(process.env["DEPLOYS"] !== "all")(
    "DEP-03: on PostgreSQL both slots work for a moment; a deploy and the way back by itself lose no call",
    async () => {
      const host = await createHost(scratch.path, await services());
      const one = makeRelease(scratch.path, { version: "5.0.0" });
      const two = makeRelease(scratch.path, {
        version: "6.0.0",
        mode: "unready-later",
        hasTable: true,
      });
      const front = await host.front();
      const quick = ["deploy", "development", "false", "false", "false", "--json"];
      expect(await host.plinth(one, ...quick)).toMatchObject({ code: 0 });
      const load = startLoad(host.url, [
        { method: "GET", path: "/api/v1/version" },
        { method: "GET", path: "/api/v1/slow" },
        { method: "POST", path: "/api/v1/echo", body: '{"n":1}' },
      ]);
      const { printed, told } = await host.plinth(two, ...quick);
      expect(JSON.parse(printed), told).toMatchObject({ outcome: "rolled back" });
      const { failed, slots } = await load.end();
      expect(failed).toEqual([]);
      expect(slots.toSorted()).toEqual(["blue", "green"]);
      expect(await front.stop()).toBe(0);
    },
    90_000,
  );
});
