import { afterAll, describe, expect, it, vi } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../../packages/plinth/src/index.ts";
import {
  explainStatement,
  type StatementFigures,
  type Store,
  sql,
} from "../../../packages/plinth/src/store/index.ts";
import { type Identity, startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { announceSkipped, startPostgres } from "../../../packages/plinth/src/testing/postgres.ts";

/** Tables that stay small however many people there are, each with what bounds it. */
const SMALL: Readonly<Record<string, string>> = {
  alert_settings: "one for each rule that somebody changed",
  alert_silences: "one for each that somebody makes",
  access_reviews: "one for each review that somebody begins",
  audit_checkpoints: "one a minute at most; a look at the whole chain reads them all",
  audit_head: "one row",
  audit_intake: "what was recorded in the last quarter of a second",
  billing_runs: "one a night",
  csp_violations: "the module keeps 500",
  data_keys: "two, and one more while they rotate",
  error_groups: "the module keeps 1,000",
  job_schedules: "one for each schedule of the code",
  job_workers: "one for each process that runs",
  limit_overrides: "one for each route whose limits somebody sets",
  mail_counts: "one for each day, kind and outcome",
  metrics_series: "the module keeps 4,000",
  privacy_breaches: "one for each breach",
  roles: "one for each role that somebody makes",
  signing_keys: "one for each rotation",
  slo_gaps: "one for each time that no process was there, for a month",
};

/** Statements that are about all rows; figures that must not be exact could be kept beside. */
const WHOLE: readonly RegExp[] = [
  /^select .*sum\("cost_micros"\).* from "cost_entries"$/,
  /^select count\(\*\) as "count" from "mail_suppressions"$/,
  // Those who leave are looked for again whenever a process starts.
  /^select \* from "privacy_erasures" order by "at"$/,
  // What the night removes, told to an administrator who asks; the night reads as much.
  /^select count\(\*\) as "count" from "\w+" where "\w+" < \?$/,
  // Who signed up and came back over weeks: once an hour, and for the page that shows it.
  /^select \(?accounts\.created_at .* from "(?:accounts|active_days)" .*group by/,
  // Few are open; here all rows are.
  /^select count\(\*\) as "count" from "alerts" where "open_key" is not null$/,
  /^select "name", "state", count\(\*\) as "count".* from "jobs" group by "name", "state"/,
];

/** Rows that PostgreSQL is told every table has. */
const ROWS = 100_000;
/** Rows that it really has: enough for figures of how values are spread. */
const FILLED = 1_000;

interface Operation {
  readonly tags: readonly string[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
}

const NOTHING = "01890000-0000-7000-8000-000000000000";

/** Calls everything that the document has, as an administrator; most of it finds nothing. */
const useEverything = async (identity: Identity): Promise<void> => {
  const account = await identity.addAccount({ role: "admin" });
  const bearer = async () => {
    const { tokens } = await identity.addSession(account);
    return { authorization: `Bearer ${tokens.accessToken}` };
  };
  const document = await identity.send("GET", "/docs/json", undefined, await bearer());
  const { paths } = (await document.json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.tags[0] === "web") continue;
      const example = operation.requestBody?.content["application/json"]?.example;
      const concrete = path.replaceAll(/\{[^}]+\}/g, NOTHING);
      const answer = await identity.send(method.toUpperCase(), concrete, example, await bearer());
      // A stream of events has no end of its own.
      if (answer.headers.get("content-type")?.startsWith("text/event-stream") === true) {
        await answer.body?.cancel();
      } else await answer.arrayBuffer();
    }
  }
  await identity.settle();
};

const modules = () => {
  const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
  return (cibozer.modules ?? []).filter(({ name }) => !own.has(name));
};

const startEverything = (env: Readonly<Record<string, string>>) =>
  startIdentity({ clock: createManualClock(Date.now()), modules: modules(), env });

/** Statements that read a large table from end to end. */
const scansOf = async (store: Store, figures: readonly StatementFigures[]): Promise<string[]> => {
  const found: string[] = [];
  for (const { isExplained, sql, text } of figures) {
    if (!isExplained) continue;
    const { scans } = await explainStatement(store, sql);
    const large = scans.filter((table) => SMALL[table] === undefined);
    if (large.length > 0 && !WHOLE.some((pattern) => pattern.test(text)))
      found.push(`${large.join(", ")}: ${text}`);
  }
  return found.sort();
};

describe("DB-08: every statement of the application, embedded", () => {
  let identity: Identity | undefined;
  afterAll(() => identity?.app.stop());

  it("reads no table from end to end; SQLite's plans do not depend on how many rows there are", async () => {
    identity = await startEverything({});
    await useEverything(identity);
    const { figures } = identity.app.store.statements();
    expect(figures.length).toBeGreaterThan(100);
    expect(await scansOf(identity.app.store, figures)).toEqual([]);
  });
});

const server = await startPostgres();

if ("missing" in server) {
  announceSkipped("plans of PostgreSQL", server.missing);
  describe.skip(`plans of PostgreSQL (${server.missing})`, () => {
    it("needs a server", () => undefined);
  });
} else {
  /** Rows in all tables, and figures that say there are a hundred times as many. */
  const fill = async (): Promise<void> => {
    const columns = (await server.query(
      `select table_name as "table", column_name as "column", data_type as type
       from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`,
    )) as readonly { readonly table: string; readonly column: string; readonly type: string }[];
    const makeValue: Readonly<Record<string, string>> = {
      text: "md5(i::text)",
      bigint: "1700000000000 + i",
      smallint: "i % 2",
      "double precision": "i",
      bytea: "decode(md5(i::text), 'hex')",
    };
    for (const [table, own] of Object.entries(Object.groupBy(columns, (one) => one.table))) {
      if (own === undefined || table === "plinth_migrations") continue;
      const names = own.map(({ column }) => `"${column}"`).join(", ");
      const values = own.map(({ type }) => makeValue[type] ?? "null").join(", ");
      await server.query(
        `set session_replication_role = replica;
         insert into "${table}" (${names}) select ${values} from generate_series(1, ${FILLED}) i
         on conflict do nothing`,
      );
    }
    await server.query("analyze");
    await server.query(
      `update pg_class set reltuples = ${ROWS}, relpages = greatest(relpages, 1)
       where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
  };

  describe("DB-08: every statement of the application, on PostgreSQL", () => {
    let identity: Identity | undefined;
    afterAll(async () => {
      await identity?.app.stop();
      await server.stop();
    });

    it("reads no table from end to end where each has 100,000 rows", async () => {
      identity = await startEverything({ DATABASE_URL: server.url });
      await useEverything(identity);
      const { figures } = identity.app.store.statements();
      expect(figures.length).toBeGreaterThan(100);
      await fill();
      expect(await scansOf(identity.app.store, figures)).toEqual([]);
    });

    it("DB-06: administrators see what runs now, here and on the server, without its values", async () => {
      if (identity === undefined) throw new Error("the application did not start");
      const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      const slow = sql`select pg_sleep(1.5), 'hunter2'`.execute(identity.app.store.read());
      await vi.waitFor(async () => {
        const answer = await identity?.send("GET", "/api/v1/admin/database", undefined, headers);
        const text = (await answer?.text()) ?? "";
        const { sessions, running, pool } = JSON.parse(text);
        const shown = { sql: "select pg_sleep(?), ?", application: "plinth", state: "active" };
        expect(sessions).toContainEqual(expect.objectContaining(shown));
        expect(running).toContainEqual(
          expect.objectContaining({ kind: "statement", name: "select" }),
        );
        expect(pool.checkedOut).toBeGreaterThan(0);
        expect(text).not.toContain("hunter2");
      });
      await slow;
    });

    it("the check fails where an index is missing", async () => {
      if (identity === undefined) throw new Error("the application did not start");
      const scan = "select * from accounts where name = $1";
      const plan = await explainStatement(identity.app.store, scan);
      expect(plan.scans).toEqual(["accounts"]);
    });
  });
}
