import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import { createManualClock, type HealthChange } from "../../packages/plinth/src/core/index.ts";
import {
  defineModule,
  type HealthReport,
} from "../../packages/plinth/src/modules/contract/index.ts";
import {
  announceSkipped,
  startPostgres,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { listen } from "../../packages/plinth/src/testing/listening.ts";
import { PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";

const postgres = await startPostgres();
if ("missing" in postgres) announceSkipped("the history of health", postgres.missing);
afterAll(() => ("missing" in postgres ? undefined : postgres.stop()));

/** A part whose health the test switches. */
const parcels = defineModule({
  name: "parcels",
  setup: () => ({ report: { healthy: true, required: true } as HealthReport }),
  health: async ({ report }) => report,
});

interface Entry {
  readonly component: string;
  readonly state: string;
  readonly since: string;
  readonly until: string | null;
}

let running: TestApplication | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const start = async (env: Readonly<Record<string, string>> = {}) => {
  const clock = createManualClock(Date.now());
  running = await startTestApplication({
    modules: [...identityModules, ...operationsModules, parcels],
    clock,
    env: { HEALTH_CHECK_INTERVAL: "3600", ...env },
  });
  const application = running;
  const changes: HealthChange[] = [];
  application.events.on("health", (change) => changes.push(change));
  const { createUser } = application.modules.service("credentials") as {
    readonly createUser: (user: Record<string, unknown>) => Promise<unknown>;
  };
  const { history } = application.modules.service("status") as {
    readonly history: { readonly check: () => Promise<void> };
  };
  const email = "operator@example.org";
  await createUser({
    email,
    password: PASSWORD,
    name: "Operator",
    role: "admin",
    tier: "free",
    verified: true,
  });
  const signIn = await application.fetch("/api/v1/auth/signin", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { accessToken } = (await signIn.json()) as { readonly accessToken: string };
  return {
    application,
    changes,
    switchParcels: (report: HealthReport) => {
      (application.modules.service("parcels") as { report: HealthReport }).report = report;
    },
    /** Lets a minute go by, and checks; the time of the check. */
    checkLater: async () => {
      clock.advance(60_000);
      await history.check();
      return new Date(clock.now()).toISOString();
    },
    entriesOf: async (component: string): Promise<readonly unknown[]> => {
      const answer = await application.fetch(
        `/api/v1/admin/health/history?component=${component}`,
        { headers: { Authorization: `Bearer ${accessToken}` } },
      );
      expect(answer.status).toBe(200);
      const { entries } = (await answer.json()) as { readonly entries: readonly Entry[] };
      return entries.map(({ state, since, until }) => [state, since, until]);
    },
    /** `plinth health` as a process of its own, with the limits of each call forgotten. */
    health: (...flags: string[]) =>
      runPlinth(["health", "--url", application.localUrl, ...flags], {}),
  };
};

describe.skipIf("missing" in postgres)("a real database stops and comes back", () => {
  it("HLT-08: plinth health is exit 1, the history has the right times, the change is announced", async () => {
    if ("missing" in postgres) return;
    const keys = {
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    const service = await start({ DATABASE_URL: await postgres.createDatabase(), ...keys });
    const first = await service.checkLater();
    expect(await service.health()).toMatchObject({ code: 0 });

    await postgres.halt();
    const fell = await service.checkLater();
    const down = await service.health("--json");
    expect(down.code).toBe(1);
    expect(JSON.parse(down.printed)).toMatchObject({
      status: "unhealthy",
      isReady: false,
      failed: ["database", "jobs", "audit-log"],
      components: { database: "failed", migrations: "unknown", parcels: "ok" },
      figures: { database: { connection_test: "failed" } },
    });
    expect(service.changes).toMatchObject([
      { component: "database", from: "ok", to: "failed", at: Date.parse(fell) },
      { component: "migrations", from: "ok", to: "unknown", at: Date.parse(fell) },
      { component: "jobs", from: "ok", to: "failed", at: Date.parse(fell) },
      { component: "audit-log", from: "ok", to: "failed", at: Date.parse(fell) },
    ]);

    await postgres.start();
    const rose = await service.checkLater();
    expect(await service.health()).toMatchObject({ code: 0 });
    // What could not be written while the database was down is there now, with its own times.
    expect(await service.entriesOf("database")).toEqual([
      ["ok", rose, null],
      ["failed", fell, rose],
      ["ok", expect.any(String), fell],
    ]);
    expect(service.changes.at(-4)).toMatchObject({
      component: "database",
      from: "failed",
      to: "ok",
    });
    expect(Date.parse(first)).toBeLessThan(Date.parse(fell));
  });
});

describe("a part of the application fails", () => {
  it("HLT-08: a required part makes exit 1, an optional one exit 0, and 1 when that is asked", async () => {
    const service = await start();
    const began = await service.checkLater();
    service.switchParcels({ healthy: false, required: false });
    const degraded = await service.checkLater();
    const table = await service.health();
    expect(table.code).toBe(0);
    expect(table.printed).toMatch(/^parcels +degraded$/m);
    expect(table.told).toContain("degraded, but it answers: parcels");
    expect((await service.health("--strict")).code).toBe(1);
    service.switchParcels({ healthy: false, required: true });
    const failed = await service.checkLater();
    expect(await service.health()).toMatchObject({
      code: 1,
      told: expect.stringContaining("parcels"),
    });
    service.switchParcels({ healthy: true, required: true });
    const back = await service.checkLater();
    expect((await service.health("--strict")).code).toBe(0);
    const entries = await service.entriesOf("parcels");
    expect(entries.slice(0, 3)).toEqual([
      ["ok", back, null],
      ["failed", failed, back],
      ["degraded", degraded, failed],
    ]);
    expect(began < degraded).toBe(true);
  });
});

describe("a service that is none", () => {
  it("HLT-08: whoever does not answer in time is exit 1", async () => {
    const silent = await listen(createServer(() => undefined));
    const outcome = await runPlinth(["health", "--url", silent.url, "--timeout", "300ms"], {});
    await silent.close();
    expect(outcome.code).toBe(1);
    expect(outcome.told).toContain("did not answer within 300 ms");
    const gone = await runPlinth(["health", "--url", silent.url, "--json"], {});
    expect(gone.code).toBe(1);
    expect(JSON.parse(gone.printed)).toMatchObject({ status: "unreachable" });
  });

  it("HLT-08: an answer that is no report is exit 1, and no stack trace; colours are not passed on", async () => {
    const other = await listen(createServer((_, reply) => reply.end("<html>")));
    const outcome = await runPlinth(["health", "--url", other.url], {});
    await other.close();
    expect(outcome).toMatchObject({ code: 1 });
    expect(outcome.told.trim().split("\n")).toHaveLength(1);
    const liar = await listen(
      createServer((_, reply) =>
        reply.end('{"status":"healthy","checks":{"\\u001b[31mred":"ok"},"failed":[]}'),
      ),
    );
    const told = await runPlinth(["health", "--url", liar.url], {});
    await liar.close();
    expect(told.printed).not.toContain("\u001b");
  });

  it("CFG-08: OPS_TOKEN goes to https and this machine alone; a redirect is not followed", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, reply) => {
      asked.push(request.headers.authorization);
      reply.writeHead(302, { Location: "http://127.0.0.1:1/stolen" }).end();
    });
    const { url, close } = await listen(server);
    const token = randomBytes(32).toString("base64url");
    const local = await runPlinth(["health", "--url", url], { OPS_TOKEN: token });
    expect(local.code).toBe(1);
    expect(asked).toEqual([`Bearer ${token}`, `Bearer ${token}`]);
    const elsewhere = url.replace("127.0.0.1", "127.0.0.2");
    await runPlinth(["health", "--url", elsewhere, "--timeout", "500ms"], { OPS_TOKEN: token });
    expect(asked.slice(2).every((header) => header === undefined)).toBe(true);
    await close();
  });

  it("a mistake in what was typed is one sentence and exit 64", async () => {
    for (const words of [
      ["health", "--url", "ftp://a.example"],
      ["health", "--url", "http://user:secret@a.example"],
      ["health", "--timeout", "soon"],
      ["health", "now"],
    ]) {
      const outcome = await runPlinth(words, {});
      expect(outcome.code, words.join(" ")).toBe(64);
      expect(outcome.told).not.toContain("secret");
      expect(outcome.told.trim().split("\n")).toHaveLength(1);
    }
  });
});
