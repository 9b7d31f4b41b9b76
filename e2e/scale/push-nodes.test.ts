import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import { checkPushRows } from "../../packages/plinth/src/modules/push/tests/rows.test-support.ts";
import type { JobsSettings } from "../../packages/plinth/src/services/jobs/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";
import { addShoppingPerson, type ShoppingPerson } from "../scale-support/push-person.ts";
import { MODULES, outboundTo, startPushService } from "../scale-support/push-service.ts";
import { processEnvironment } from "../support/server.ts";

// Reminders of Cibozer over nodes with one PostgreSQL and one Redis, and a push service of this
// machine. Each test goes on from the one before it.

const VICTIM = fileURLToPath(new URL("../scale-support/push-victim.ts", import.meta.url));
const MINUTE = 60_000;
/** A Saturday. */
const FROM = Date.parse("2026-03-07T09:00:00Z");
/** A dead node is noticed after seconds; where nodes only live, the queue's own times hold. */
const LEASE: Partial<JobsSettings> = { pollMs: 200, beatMs: 250, leaseMs: 2_500 };
/** A busy machine takes its time. */
const SOON = { timeout: 100_000 };
const LONG_MS = 300_000;

const [postgres, redis] = [await startPostgres(), await startRedis()];
const missing = [postgres, redis].flatMap((one) => ("missing" in one ? [one.missing] : []));
if (missing.length > 0) announceSkipped("reminders on two nodes", missing.join("; "));
const service = await startPushService();
const cleanUps: (() => unknown)[] = [service.stop];
for (const one of [postgres, redis]) if (!("missing" in one)) cleanUps.push(one.stop);
afterAll(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const databaseUrl = "missing" in postgres ? "" : await postgres.createDatabase();
const env = {
  DATABASE_URL: databaseUrl,
  REDIS_URL: "missing" in redis ? "" : redis.url,
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
};
const clock = createManualClock(FROM);
const startNode = (name: string, jobs: Partial<JobsSettings>): Promise<Identity> => {
  const alter = { jobs, outbound: () => outboundTo(service.port, name) };
  return startIdentity({ modules: MODULES, clock, env, alter });
};
/** Which nodes sent to a browser, in order. */
const sendersTo = (browser: string): readonly string[] =>
  service.arrived.filter(({ name }) => name === browser).map(({ node }) => node);
/** Where messages stand that have not come to their end. */
const open = async (): Promise<readonly unknown[]> => {
  if ("missing" in postgres) return [];
  const text = "select state from jobs where name like 'send-push-%' and state <> 'done'";
  return (await postgres.query(text, databaseUrl)).map(({ state }) => state);
};

describe.skipIf(missing.length > 0)("reminders on two nodes with one PostgreSQL", () => {
  let a: Identity;

  it(
    "SCALE-03, UX-01: what a node had taken and not sent when it was killed is sent by another; what it had sent comes again under its topic",
    async () => {
      const due = FROM + 5 * MINUTE;
      const words = [service.port, JSON.stringify(LEASE), FROM, due].map(String);
      const victim = spawn(process.execPath, ["--conditions=plinth-source", VICTIM, ...words], {
        env: processEnvironment(env),
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => victim.once("close", resolve));
      const told: string[] = [];
      createInterface(victim.stdout).on("line", (line) => told.push(line));
      let survivor: Identity;
      try {
        await expect.poll(() => told.toSorted(), SOON).toEqual(["after", "before"]);
        clock.set(due);
        survivor = await startNode("survivor", LEASE);
      } finally {
        victim.kill("SIGKILL");
        await ended;
      }
      await expect.poll(open, SOON).toEqual([]);
      expect(sendersTo("before")).toEqual(["survivor"]);
      expect(sendersTo("after")).toEqual(["victim", "survivor"]);
      // RFC 8030 section 5.4: a push service, and then the browser, has the second replace the first.
      expect(new Set(service.arrived.map(({ headers }) => headers["topic"]))).toEqual(
        new Set(["shopping-day"]),
      );
      await survivor.app.stop();
    },
    LONG_MS,
  );

  it(
    "SCALE-01, SCALE-03, RES-01, UX-12: one node reminds, once; who is gone or signed out on the other is left alone, and a busy service for as long as it asks",
    async () => {
      a = await startNode("a", { pollMs: 200 });
      cleanUps.push(a.app.stop);
      const b = await startNode("b", { pollMs: 200 });
      cleanUps.push(b.app.stop);
      service.answers.set("gone", [{ status: 410 }]);
      for (const name of ["busy", "leaving"]) {
        service.answers.set(name, [{ status: 429, retryAfter: 300 }]);
      }
      const names = ["gone", "busy", "leaving", "p1", "p2", "p3", "p4", "p5", "p6", "p7"];
      const people = new Map<string, ShoppingPerson>();
      for (const [at, name] of names.entries()) {
        people.set(name, await addShoppingPerson(at % 2 === 0 ? a : b, name, "09:15"));
      }
      const ask = async (name: string, on: Identity, method: string, path: string) => {
        const answer = await people.get(name)?.ask(on, method, path);
        return { status: answer?.status, text: await answer?.text() };
      };
      const counts = () => names.map((name) => sendersTo(name).length);
      clock.set(FROM + 15 * MINUTE);
      await expect.poll(counts, SOON).toEqual(names.map(() => 1));
      await expect.poll(open, SOON).toEqual(["ready", "ready"]);
      for (const node of [a, b]) {
        const listed = await ask("gone", node, "GET", "/api/v1/push/subscriptions");
        expect(listed).toEqual({ status: 200, text: JSON.stringify({ subscriptions: [] }) });
      }
      // Asked for on b: its message waits, and either node may be the one that would send it.
      expect((await ask("leaving", a, "POST", "/api/v1/auth/signout")).status).toBe(204);
      clock.set(FROM + 21 * MINUTE);
      await expect.poll(open, SOON).toEqual([]);
      expect(counts()).toEqual(names.map((name) => (name === "busy" ? 2 : 1)));
    },
    LONG_MS,
  );

  it("SCALE-01: rows on PostgreSQL are what they are on SQLite", async () => {
    await checkPushRows(a);
  });
});
