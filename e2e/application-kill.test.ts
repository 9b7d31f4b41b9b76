import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createApi, PASSWORD, signUp } from "./support/api.ts";
import { scratchDirectory } from "./support/scratch.ts";
import { startServer } from "./support/server.ts";

const ROUNDS = 50;
const PROXY = { TRUSTED_PROXIES: '["127.0.0.1"]' };

/** Deterministic delays, so that a failing round can be run again. */
const delays = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 20 + (state % 500);
  };
};

const rowsOf = (directory: string, table: string, column: string): ReadonlySet<unknown> => {
  const database = new DatabaseSync(join(directory, "plinth.db"), { readOnly: true });
  const check = database.prepare("PRAGMA integrity_check").get() as Record<string, unknown>;
  expect(check["integrity_check"]).toBe("ok");
  const rows = database.prepare(`SELECT ${column} AS value FROM ${table}`).all();
  database.close();
  return new Set(rows.map((row) => (row as { value: unknown }).value));
};

/** Writes until the process dies, keeping what was acknowledged. */
const writeUntilKilled = async (
  url: string,
  round: number,
  acknowledged: { readonly emails: Set<string>; readonly plans: Set<string> },
): Promise<void> => {
  const worker = async (lane: number): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const email = `r${round}-l${lane}-a${attempt}@example.com`;
      // Every call seems to come from another client, so that limits do not end the round.
      const from = { "X-Forwarded-For": `203.${round}.${lane}.${attempt % 250}` };
      const open = createApi(url);
      const account = { email, password: PASSWORD, name: "Test" };
      const signedUp = await open.call("POST", "/api/v1/auth/signup", account, from);
      if (signedUp.status === 201) acknowledged.emails.add(email);
      const signedIn = await open.call("POST", "/api/v1/auth/signin", account, from);
      const own = createApi(url, String(signedIn.json["accessToken"]));
      const plan = await own.call("POST", "/api/v1/plans", { days: 1, seed: attempt });
      if (plan.status === 201) acknowledged.plans.add(String(plan.json["id"]));
    }
  };
  // The end of the process is the only way out of a lane.
  await Promise.allSettled([worker(1), worker(2), worker(3)]);
};

describe("RES-05, P-118: kill -9 at random moments", () => {
  it(`loses no acknowledged signup or plan in ${ROUNDS} rounds`, async () => {
    const data = scratchDirectory();
    const acknowledged = { emails: new Set<string>(), plans: new Set<string>() };
    const nextDelay = delays(20_261_121);
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const server = await startServer(data.path, PROXY);
        const writing = writeUntilKilled(server.url, round, acknowledged);
        await new Promise((resolve) => setTimeout(resolve, nextDelay()));
        await server.kill();
        await writing;
        const emails = rowsOf(data.path, "accounts", "email");
        const plans = rowsOf(data.path, "plans", "id");
        expect([...acknowledged.emails].filter((email) => !emails.has(email))).toEqual([]);
        expect([...acknowledged.plans].filter((id) => !plans.has(id))).toEqual([]);
      }
      // A run in which nothing was acknowledged would prove nothing.
      expect(acknowledged.emails.size).toBeGreaterThan(ROUNDS / 2);
      expect(acknowledged.plans.size).toBeGreaterThan(0);
      const last = await startServer(data.path, PROXY);
      const client = await signUp(last.url, "after@example.com");
      expect((await client.call("GET", "/api/v1/auth/me")).status).toBe(200);
      expect(await last.stop()).toBe(0);
    } finally {
      data.remove();
    }
  }, 600_000);
});
