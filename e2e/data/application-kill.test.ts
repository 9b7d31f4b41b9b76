import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createSqliteSource } from "../../packages/plinth/src/cli/audit-log/sqlite-source.ts";
import { verifyChain } from "../../packages/plinth/src/services/audit-log/index.ts";
import { createApi, PASSWORD, signUp } from "../support/api.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";

/** Other moments in each run, drawn by PROPERTY_SEED; set KILL_ROUNDS to 200 for a long look. */
const ROUNDS = Number(process.env["KILL_ROUNDS"] ?? 50);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 20_261_121);
const PROXY = { TRUSTED_PROXIES: '["127.0.0.1"]' };

/** The same delays for a seed, so that a failing run can be run again. */
const delays = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 50 + (state % 600);
  };
};

const listOf = (directory: string, table: string, column: string): readonly unknown[] => {
  const database = new DatabaseSync(join(directory, "plinth.db"), { readOnly: true });
  const check = database.prepare("PRAGMA integrity_check").get() as Record<string, unknown>;
  expect(check["integrity_check"]).toBe("ok");
  const rows = database.prepare(`SELECT ${column} AS value FROM ${table}`).all();
  database.close();
  return rows.map((row) => (row as { value: unknown }).value);
};
const rowsOf = (directory: string, table: string, column: string): ReadonlySet<unknown> =>
  new Set(listOf(directory, table, column));

interface Acknowledged {
  readonly emails: Set<string>;
  readonly plans: Set<string>;
  /** Requests that were answered; each has one entry in the audit trail. */
  readonly requests: Set<string>;
}

/** Opens accounts until the process dies. Every call seems to come from another client. */
const openAccounts = async (url: string, lane: string, kept: Acknowledged): Promise<void> => {
  const open = createApi(url);
  for (let attempt = 0; ; attempt += 1) {
    const email = `${lane}-a${attempt}@example.com`;
    const requestId = randomUUID();
    const from = {
      "X-Forwarded-For": `203.0.${attempt >> 8}.${attempt & 255}`,
      "X-Request-Id": requestId,
    };
    const account = { email, password: PASSWORD, name: "Test" };
    const answer = await open.call("POST", "/api/v1/auth/signup", account, from);
    if (answer.status === 201) {
      kept.emails.add(email);
      kept.requests.add(requestId);
    }
  }
};

/** Saves plans of one account until the process dies. */
const savePlans = async (url: string, token: string, kept: Acknowledged): Promise<void> => {
  const own = createApi(url, token);
  for (let seed = 0; ; seed += 1) {
    const requestId = randomUUID();
    const asked = { days: 1, seed };
    const plan = await own.call("POST", "/api/v1/plans", asked, { "X-Request-Id": requestId });
    if (plan.status === 201) {
      kept.plans.add(String(plan.json["id"]));
      kept.requests.add(requestId);
    }
    // The limit of a minute is used up: this lane has done its part of the round.
    if (plan.status === 429) return;
  }
};

/** A token that outlives restarts: keys and session are in the data directory. */
const tokenOf = async (url: string, round: number): Promise<string> => {
  const open = createApi(url);
  const account = { email: `planner-${round}@example.com`, password: PASSWORD };
  await open.call("POST", "/api/v1/auth/signup", { ...account, name: "Planner" });
  return String((await open.call("POST", "/api/v1/auth/signin", account)).json["accessToken"]);
};

describe("RES-05, P-118, LOG-05: kill -9 at random moments", () => {
  it(`loses no acknowledged signup, plan or entry of the audit trail in ${ROUNDS} rounds`, async () => {
    const data = scratchDirectory();
    const acknowledged: Acknowledged = {
      emails: new Set(),
      plans: new Set(),
      requests: new Set(),
    };
    const nextDelay = delays(SEED);
    let token = "";
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const server = await startServer(data.path, PROXY);
        // An account keeps 200 plans; ten rounds save fewer.
        if (round % 10 === 0) token = await tokenOf(server.url, round);
        // The first plan waits for the solver to be warm; from then on the kill may come.
        const first = await createApi(server.url, token).call("POST", "/api/v1/plans", { days: 1 });
        expect(first.status).toBe(201);
        acknowledged.plans.add(String(first.json["id"]));
        const writing = Promise.allSettled([
          openAccounts(server.url, `r${round}-one`, acknowledged),
          openAccounts(server.url, `r${round}-two`, acknowledged),
          savePlans(server.url, token, acknowledged),
        ]);
        await new Promise((resolve) => setTimeout(resolve, nextDelay()));
        await server.kill();
        // The end of the process is what ends the lanes.
        await writing;
        const emails = rowsOf(data.path, "accounts", "email");
        const plans = rowsOf(data.path, "plans", "id");
        expect([...acknowledged.emails].filter((email) => !emails.has(email))).toEqual([]);
        expect([...acknowledged.plans].filter((id) => !plans.has(id))).toEqual([]);
      }
      // A run in which nothing was acknowledged would prove nothing.
      expect(acknowledged.emails.size).toBeGreaterThan(ROUNDS / 2);
      expect(acknowledged.plans.size).toBeGreaterThan(ROUNDS / 2);
      const last = await startServer(data.path, PROXY);
      const client = await signUp(last.url, "after@example.com");
      expect((await client.call("GET", "/api/v1/auth/me")).status).toBe(200);
      expect(await last.stop()).toBe(0);
      // What was taken in is in the chain now: each answered request once, and the chain holds.
      const entries = listOf(data.path, "audit_log", "request_id");
      const counts = new Map<unknown, number>();
      for (const id of entries) counts.set(id, (counts.get(id) ?? 0) + 1);
      expect([...acknowledged.requests].filter((id) => counts.get(id) !== 1)).toEqual([]);
      const database = new DatabaseSync(join(data.path, "plinth.db"), { readOnly: true });
      const source = createSqliteSource(database);
      const key = (await source.head())?.public_key ?? "";
      expect((await verifyChain({ source, trusted: [key] })).faults).toEqual([]);
      database.close();
    } finally {
      data.remove();
    }
  }, 600_000);
});
