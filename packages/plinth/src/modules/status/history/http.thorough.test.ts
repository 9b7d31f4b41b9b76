import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createManualClock, type HealthChange } from "#core";
import type { Authenticator } from "#http";
import { defineModule, type HealthReport } from "#modules/contract";
import { status } from "#modules/status";
import { startTestApplication, type TestApplication } from "#testing";
import { entriesOf } from "./entries.ts";

/** A part whose health the test switches. */
const mail = defineModule({
  name: "mail",
  setup: () => ({ report: { healthy: true, required: true } as HealthReport }),
  health: async ({ report }) => report,
});

/** Callers by the bearer token that is their role. */
const callers = defineModule({
  name: "callers",
  setup: () => ({}),
  authenticator: (): Authenticator => ({
    cookieName: "session",
    authenticate: ({ bearer = "" }) =>
      ["user", "admin"].includes(bearer)
        ? {
            userId: "01890a5d-ac96-774b-bcce-b302099a8057",
            role: bearer,
            permissions: bearer === "admin" ? ["*"] : [],
            tier: "free",
            sessionId: "01890a5d-ac96-774b-bcce-b302099a8058",
            method: "bearer",
            assurance: 1,
            authenticatedAt: 0,
            lacksSecondFactor: false,
          }
        : undefined,
  }),
});

const as = (role: string) => ({ headers: { Authorization: `Bearer ${role}` } });
const HISTORY = "/api/v1/admin/health/history";
const START = Date.UTC(2026, 5, 1, 12);

interface Page {
  readonly components: readonly { readonly name: string; readonly state: string }[];
  readonly entries: readonly Readonly<Record<string, string | null>>[];
}

/** An application whose checks the test makes itself: its own come at the start and every hour. */
const start = async (
  env: Readonly<Record<string, string>> = {},
  dataDirectory?: string,
  begin = START,
) => {
  const clock = createManualClock(begin);
  const lines: string[] = [];
  const application = await startTestApplication({
    modules: [status, mail, callers],
    clock,
    env: { HEALTH_CHECK_INTERVAL: "3600", ...env },
    onLogLine: (line) => lines.push(line),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const changes: HealthChange[] = [];
  application.events.on("health", (change) => changes.push(change));
  const service = application.modules.service("status") as {
    readonly history: { readonly check: () => Promise<void> };
  };
  return {
    application,
    clock,
    lines,
    changes,
    check: () => service.history.check(),
    switchMail: (report: HealthReport) => {
      (application.modules.service("mail") as { report: HealthReport }).report = report;
    },
  };
};

const read = async (application: TestApplication, query = ""): Promise<Page> => {
  const answer = await application.fetch(`${HISTORY}${query}`, as("admin"));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
};

const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();

test("HLT-08: a part that falls and comes back leaves entries, events, lines and counts", async () => {
  const { application, clock, lines, changes, check, switchMail } = await start();
  await check();
  clock.advance(600_000);
  switchMail({
    healthy: false,
    required: true,
    detail: { queue: 12, password: "hunter2-hunter2" },
  });
  await check();
  clock.advance(300_000);
  switchMail({ healthy: true, required: true });
  await check();

  const { entries, components } = await read(application, "?component=mail");
  expect(entries.map(({ state, since, until }) => [state, since, until])).toEqual([
    ["ok", at(15), null],
    ["failed", at(10), at(15)],
    ["ok", at(0), at(10)],
  ]);
  expect(entries[1]?.["detail"]).toContain("queue=12");
  expect(JSON.stringify(entries)).not.toContain("hunter2");
  expect(components.map(({ name, state }) => [name, state])).toEqual([
    ["database", "ok"],
    ["migrations", "ok"],
    ["mail", "ok"],
  ]);
  const name = "health.changed";
  expect(changes).toMatchObject([
    { name, component: "mail", from: "ok", to: "failed", at: START + 600_000 },
    { name, component: "mail", from: "failed", to: "ok", at: START + 900_000 },
  ]);
  const told = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === name);
  expect(told.map(({ level, category, to }) => [level, category, to])).toEqual([
    ["warn", "operations", "failed"],
    ["info", "operations", "ok"],
  ]);
  const metrics = await (await application.fetch("/metrics")).text();
  expect(metrics).toMatch(/^health_changes_total\{component="mail",to="failed"\} 1$/m);
  expect(metrics).toMatch(/^health_component_up\{component="mail"\} 1$/m);
  expect(metrics).toMatch(/^health_checks_total 3$/m);
  await application.stop();
});

test("HLT-08, AZ-02: the history is for health:read alone", async () => {
  const { application } = await start();
  expect((await application.fetch(HISTORY)).status).toBe(401);
  expect((await application.fetch(HISTORY, as("user"))).status).toBe(403);
  expect((await application.fetch(HISTORY, as("admin"))).status).toBe(200);
  await application.stop();
});

test("HLT-08: a query that cannot be meant is refused by the name of its field", async () => {
  const { application } = await start();
  for (const [query, field] of [
    ["?from=yesterday", "query.from"],
    ["?to=2026-02-31T00:00:00", "query.to"],
    ["?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z", "query.from"],
    ["?component=", "component"],
    ["?colour=red", "colour"],
  ] as const) {
    const answer = await application.fetch(`${HISTORY}${query}`, as("admin"));
    expect(answer.status, query).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(field);
  }
  await application.stop();
});

test("HLT-08: the time asked for bounds what is shown; other parts stay out", async () => {
  const { application, clock, check, switchMail } = await start();
  await check();
  for (let change = 1; change <= 4; change += 1) {
    clock.advance(600_000);
    switchMail({ healthy: change % 2 === 0, required: false });
    await check();
  }
  const page = await read(application, `?component=mail&from=${at(15)}&to=${at(25)}`);
  expect(page.entries.map(({ state, since }) => [state, since])).toEqual([
    ["ok", at(20)],
    ["degraded", at(10)],
  ]);
  await application.stop();
});

test("HLT-08: what a stop ends and a later start begins has a hole that says unknown", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-history-"));
  const first = await start({}, directory);
  await first.check();
  first.clock.advance(60_000);
  await first.check();
  await first.application.stop();
  const second = await start({}, directory, START + 10 * 3_600_000);
  await second.check();
  const { entries } = await read(second.application, "?component=mail");
  expect(entries.map(({ state, since, until }) => [state, since, until])).toEqual([
    ["ok", at(600), null],
    ["unknown", at(1), at(600)],
    ["ok", at(0), at(1)],
  ]);
  await second.application.stop();
  rmSync(directory, { recursive: true });
});

test("HLT-08: a process that died is not believed for longer than it was heard", () => {
  const row = { id: "1", component: "mail", instance: "1", detail: "", until_at: null };
  const dead = { ...row, state: "ok", since_at: 0, seen_at: 60_000 } as const;
  expect(entriesOf([dead], 100_000, 90_000)).toMatchObject([{ state: "ok", until: null }]);
  expect(entriesOf([dead], 200_000, 90_000)).toMatchObject([
    { state: "unknown", since: 60_000, until: null },
    { state: "ok", since: 0, until: 60_000 },
  ]);
});

test("HLT-08: what is older than 30 days is forgotten, days after 90", async () => {
  const { application, clock, check, switchMail } = await start();
  await check();
  clock.advance(600_000);
  switchMail({ healthy: false, required: true });
  await check();
  const count = async () =>
    (await read(application, `?from=${at(-60)}&component=mail`)).entries.length;
  expect(await count()).toBe(2);
  clock.advance(31 * 86_400_000);
  await check();
  clock.advance(3_600_000);
  await check();
  const { entries } = await read(application, `?from=${at(-60)}&component=mail`);
  expect(entries.map(({ state }) => state)).toEqual(["failed"]);
  await application.stop();
});

test("HLT-08: the public page is off by default", async () => {
  const { application } = await start();
  expect((await application.fetch("/status")).status).toBe(404);
  expect((await application.fetch("/status.json")).status).toBe(404);
  await application.stop();
});

test("HLT-08: the public page tells names, states and measured uptime, and nothing else", async () => {
  const { application, clock, check, switchMail } = await start({ PUBLIC_STATUS_PAGE: "true" });
  await check();
  clock.advance(900_000);
  switchMail({ healthy: false, required: true, detail: { host: "smtp.internal.example" } });
  await check();
  clock.advance(300_000);
  await check();
  const answer = await application.fetch("/status.json");
  const page = (await answer.json()) as {
    readonly status: string;
    readonly components: readonly {
      readonly name: string;
      readonly state: string;
      readonly days: readonly { readonly day: string; readonly uptime: number | null }[];
    }[];
  };
  expect(Object.keys(page)).toEqual(["status", "timestamp", "components"]);
  expect(page.status).toBe("unhealthy");
  for (const part of page.components) {
    expect(Object.keys(part)).toEqual(["name", "state", "days"]);
    expect(part.days).toHaveLength(90);
  }
  const days = page.components.find(({ name }) => name === "mail")?.days ?? [];
  expect(days.at(-1)).toEqual({ day: "2026-06-01", uptime: 75 });
  expect(days.slice(0, -1).every(({ uptime }) => uptime === null)).toBe(true);
  const html = await (await application.fetch("/status")).text();
  expect(html).toContain("mail: down");
  expect(html).toContain("75.00 % on 1 measured day of 90");
  expect(html).toContain("Something is down");
  for (const text of [html, JSON.stringify(page)]) expect(text).not.toContain("internal");
  await application.stop();
});

test("HLT-03: OPS_TOKEN shows everything from afar; any other token nothing", async () => {
  const token = randomBytes(32).toString("base64url");
  const { application } = await start({ OPS_TOKEN: token });
  const look = async (path: string, bearer: string) =>
    application.fetch(path, {
      headers: { "X-Forwarded-For": "203.0.113.9", Authorization: `Bearer ${bearer}` },
    });
  expect(await (await look("/health", token)).json()).toHaveProperty("database");
  expect((await look("/metrics", token)).status).toBe(200);
  for (const wrong of [`${token}x`, token.slice(1), "", "undefined"]) {
    expect(await (await look("/health", wrong)).json()).not.toHaveProperty("database");
    expect((await look("/metrics", wrong)).status).toBe(403);
  }
  await application.stop();
});
