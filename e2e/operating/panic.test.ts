import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApi, PASSWORD, signUp } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const EMAIL = "mia@example.org";
const REASON = "keys of a laptop were stolen";

let data: ReturnType<typeof scratchDirectory>;
let server: ServerProcess | undefined;

beforeEach(() => {
  data = scratchDirectory();
  server = undefined;
});
afterEach(async () => {
  await server?.kill();
  data.remove();
});

const here = () => ({ PLINTH_DATA: data.path, LOG_FILES: "2" });
const marker = () => join(data.path, "deploy/maintenance.json");

/** Everything by which somebody gets in, and whether it does. */
const openDoors = async (url: string) => {
  const open = createApi(url);
  const signIn = await open.call("POST", "/api/v1/auth/signin", {
    email: EMAIL,
    password: PASSWORD,
  });
  const { accessToken, refreshToken } = signIn.json;
  const bySession = createApi(url, String(accessToken));
  const { json } = await bySession.call("POST", "/api/v1/auth/keys", {
    name: "laptop",
    scopes: ["plans:read"],
  });
  const doors = (at: string) => ({
    token: () => createApi(at, String(accessToken)).call("GET", "/api/v1/auth/me"),
    key: () => createApi(at, String(json["key"])).call("GET", "/api/v1/plans"),
    refresh: () => createApi(at).call("POST", "/api/v1/auth/refresh", { refreshToken }),
  });
  return {
    json,
    statuses: async (at: string) => {
      const { token, key, refresh } = doors(at);
      return [(await token()).status, (await key()).status, (await refresh()).status];
    },
  };
};

describe("plinth panic", () => {
  it("DEP-16: a breach: every session and key ends, the door is shut, what happened stays known", async () => {
    server = await startServer(data.path, here());
    await signUp(server.url, EMAIL);
    const doors = await openDoors(server.url);
    expect(await doors.statuses(server.url), JSON.stringify(doors.json)).toEqual([200, 200, 200]);
    const outcome = await runPlinth(["panic", "--reason", REASON], here());
    expect(outcome.told).toBe("");
    const lines = outcome.printed.trim().split("\n");
    expect(lines).toEqual([
      "2 sessions and 1 API keys ended",
      "access tokens of before are refused everywhere",
      expect.stringMatching(/^maintenance mode since \S+Z: keys of a laptop were stolen$/),
      "the instance drains and ends",
      "logs, events and the audit trail stay; the way back: plinth deploy production true true true",
    ]);
    expect(outcome.code).toBe(0);
    expect(await server.ended()).toBe(0);
    expect(JSON.parse(readFileSync(marker(), "utf8"))).toMatchObject({ reason: REASON });
    expect((await runPlinth(["audit-log", "verify"], here())).code).toBe(0);
    expect((await runPlinth(["audit-log", "export"], here())).printed).toContain("panic.revoked");

    // Again, on what is stopped: nothing is left to end, and the first reason counts.
    const again = await runPlinth(["panic", "--json", "--reason", "again"], here());
    expect(JSON.parse(again.printed)).toMatchObject({
      sessions: 0,
      keys: 0,
      wasRunning: false,
      maintenance: { reason: REASON },
    });

    // Whatever starts now says so, and lets nobody in but those who look after it.
    server = await startServer(data.path, here());
    expect(await doors.statuses(server.url)).toEqual([401, 503, 401]);
    const outside = createApi(server.url);
    expect((await outside.call("POST", "/api/v1/auth/signup", {})).status).toBe(503);
    expect((await outside.call("GET", "/health")).status).toBe(200);
    await server.stop();

    // Even with the door open again nothing of before gets in, and the password still does.
    rmSync(marker());
    server = await startServer(data.path, here());
    expect(await doors.statuses(server.url)).toEqual([401, 401, 401]);
    const anew = await openDoors(server.url);
    expect(await anew.statuses(server.url)).toEqual([200, 200, 200]);
  });

  it("DEP-16: where sessions cannot be revoked, that is said, and the door is shut all the same", async () => {
    server = await startServer(data.path, here());
    rmSync(join(data.path, "control.sock"));
    const outcome = await runPlinth(["panic"], here());
    expect(outcome.code).toBe(1);
    expect(outcome.told).toMatch(/^plinth: the next start is in maintenance mode, but .* NOT/);
    expect(readFileSync(marker(), "utf8")).toContain("plinth panic");
  });
});
