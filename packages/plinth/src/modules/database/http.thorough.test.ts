import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "#store";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { database } from "./index.ts";
import type { DatabaseOverview } from "./schema.ts";

const ROOT = "/api/v1/admin/database";

let identity: Identity;
let bearer: Readonly<Record<string, string>>;
const ask = async (path: string, headers = bearer) => {
  const answer = await identity.send("GET", path, undefined, headers);
  return { status: answer.status, body: (await answer.json()) as never };
};
const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};

beforeAll(async () => {
  identity = await startIdentity({ modules: [database], env: { DB_SLOW_QUERY_MS: "5" } });
  bearer = await bearerOf("admin");
});
afterAll(() => identity.app.stop());

test("AZ-02: strangers and users see nothing of the database", async () => {
  const user = await bearerOf("user");
  for (const path of [ROOT, `${ROOT}/statements/00000000/plan`]) {
    expect((await ask(path, {})).status).toBe(401);
    expect((await ask(path, user)).status).toBe(403);
  }
});

test("DB-06: an administrator sees pool and statements by their time, without any value", async () => {
  await identity.addAccount({ email: "secret@example.org" });
  const { status, body } = await ask(ROOT);
  expect(status).toBe(200);
  const { engine, pool, totals, statements, sessions, running } = body as DatabaseOverview;
  expect({ engine, sessions, running }).toEqual({
    engine: "embedded",
    sessions: null,
    running: [],
  });
  expect(pool).toMatchObject({ size: 2, overflow: 0, waiting: 0 });
  expect(totals.queries).toBeGreaterThan(0);
  const times = statements.map(({ totalMs }) => totalMs);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(statements.map(({ name }) => name)).toContain("insert accounts");
  expect(JSON.stringify(body)).not.toContain("secret@");
});

test("DB-06: the plan of a statement is there for those that are known", async () => {
  const { statements } = (await ask(ROOT)).body as DatabaseOverview;
  const known = statements.find(({ name }) => name.startsWith("select session"));
  const { status, body } = await ask(`${ROOT}/statements/${known?.id}/plan`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ scans: [], hints: [] });
  expect((body as { steps: string[] }).steps.join("\n")).toMatch(/SEARCH .* USING/);
  expect((await ask(`${ROOT}/statements/ffffffff/plan`)).status).toBe(404);
  expect((await ask(`${ROOT}/statements/DROP/plan`)).status).toBe(400);
});

test("DB-06: every statement is in a histogram by name, and names are bounded", async () => {
  const text = identity.app.metrics.render();
  expect(text).toMatch(/database_query_duration_seconds_count\{query="insert accounts"\} [1-9]/);
  expect(text).not.toContain("example.org");
});

test("DB-06: a slow statement is in the log, in the metrics, in the report and on the page", async () => {
  const { store, metrics } = identity.app;
  await sql`
    with recursive slow (i, secret) as (
      select 1, 'hunter2' union all select i + 1, secret from slow where i < 200000
    ) select max(i) as "most" from slow`.execute(store.read());
  const line = identity.lines.find((text) => text.includes("select slow"));
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    level: "warn",
    message: "slow query",
    name: "select slow",
    sql: expect.stringMatching(/^with recursive slow/),
    durationMs: expect.any(Number),
  });
  expect(line).not.toContain("hunter2");
  expect(metrics.render()).toMatch(
    /database_query_duration_seconds_count\{query="select slow"\} 1/,
  );
  expect(store.stats().slowQueries).toBeGreaterThan(0);
  const { statements, totals } = (await ask(ROOT)).body as DatabaseOverview;
  expect(statements.find(({ name }) => name === "select slow")).toMatchObject({ slow: 1 });
  expect(totals.slowQueries).toBe(store.stats().slowQueries);
});
