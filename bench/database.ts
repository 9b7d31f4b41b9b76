import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { identityModules, operationsModules } from "../packages/plinth/src/app/index.ts";
import { createManualClock } from "../packages/plinth/src/core/index.ts";
import type { StatementFigures } from "../packages/plinth/src/store/index.ts";
import { type Identity, startIdentity } from "../packages/plinth/src/testing/identity.ts";
import { startPostgres, type ThrowawayPostgres } from "../packages/plinth/src/testing/postgres.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * What statements cost on a seeded PostgreSQL while people look at their own lists and administrators
 * at everybody's: without indexes and with 5 connections, then as it is delivered, with 20 (DB-07).
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
  },
});
const ACCOUNTS = flags.quick ? 2_000 : 20_000;
const ROWS = flags.quick ? 10_000 : 100_000;
const SECONDS = flags.quick ? 3 : 20;
const CLIENTS = 50;
/** Pause of a client between two requests: together about a hundred requests a second. */
const THINK_MS = 500;
/** Of the clients. */
const ADMINISTRATORS = 5;
const TARGET_MEAN_MS = 45;
const TARGET_SLOW = 0.01;

interface Outcome {
  readonly name: string;
  readonly statements: number;
  readonly meanMs: number;
  readonly slowShare: number;
  readonly worst: string;
  readonly requests: number;
  /** Mean of whole requests, with the wait for a connection. */
  readonly requestMs: number;
  readonly failed: number;
}

interface Client {
  readonly headers: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

const OWN = ["/api/v1/auth/sessions", "/api/v1/auth/activity", "/api/v1/auth/keys"];
const EVERYBODY = [
  "/api/v1/admin/users?search=person-1",
  "/api/v1/admin/security-events",
  "/api/v1/admin/jobs",
];

/** Rows like the one there is, with other values where `changes` (an SQL object) says so. */
const multiply = (table: string, count: number, changes: string) => `
  insert into ${table}
  select (jsonb_populate_record(null::${table}, to_jsonb(one) || ${changes})).*
  from (select * from ${table} limit 1) one,
    (select array_agg(id) as ids from accounts) everybody,
    generate_series(1, ${count}) i`;

const someAccount = "ids[1 + (i * 7919) % array_length(ids, 1)]";

async function seed(server: ThrowawayPostgres): Promise<void> {
  await server.query(
    multiply(
      "accounts",
      ACCOUNTS,
      `jsonb_build_object('id', gen_random_uuid(), 'email', i || '@x.example')`,
    ),
  );
  const owned = `'account_id', ${someAccount}`;
  await server.query(
    multiply(
      "sessions",
      ROWS,
      `jsonb_build_object('id', gen_random_uuid(), 'cookie_hash', 'c' || i, ${owned})`,
    ),
  );
  for (const table of ["account_activity", "security_events"]) {
    const changes = `jsonb_build_object('id', gen_random_uuid(), ${owned})`;
    await server.query(multiply(table, ROWS, changes));
  }
  await server.query("analyze");
}

async function dropIndexes(server: ThrowawayPostgres): Promise<number> {
  const found = await server.query(`
    select indexrelid::regclass::text as name from pg_index
    join pg_class on pg_class.oid = indrelid
    where not indisunique and relnamespace = 'public'::regnamespace`);
  for (const { name } of found) await server.query(`drop index ${String(name)}`);
  return found.length;
}

async function createClients(identity: Identity): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (let number = 0; number < CLIENTS; number += 1) {
    const isAdministrator = number < ADMINISTRATORS;
    const account = await identity.addAccount(isAdministrator ? { role: "admin" } : {});
    const { tokens } = await identity.addSession(account);
    await identity.send("POST", "/api/v1/auth/signin", { email: account.email, password: "no" });
    clients.push({
      headers: {
        authorization: `Bearer ${tokens.accessToken}`,
        "x-forwarded-for": `198.51.100.${number + 1}`,
      },
      paths: isAdministrator ? [...OWN, ...EVERYBODY] : OWN,
    });
  }
  await identity.settle();
  return clients;
}

const sumOf = (figures: readonly StatementFigures[], key: "count" | "slow" | "totalMs"): number =>
  figures.reduce((sum, one) => sum + one[key], 0);

async function drive(
  name: string,
  identity: Identity,
  clients: readonly Client[],
): Promise<Outcome> {
  const { store } = identity.app;
  const before = store.statements().figures;
  const known = new Map(before.map((one) => [one.id, one.totalMs]));
  let requests = 0;
  let failed = 0;
  let waited = 0;
  const statuses = new Set<string>();
  const end = performance.now() + SECONDS * 1_000;
  const run = async ({ headers, paths }: Client, number: number): Promise<void> => {
    for (let round = number; performance.now() < end; round += 1) {
      const started = performance.now();
      const path = paths[round % paths.length] ?? "/";
      const answer = await identity.send("GET", path, undefined, headers);
      await answer.arrayBuffer();
      requests += 1;
      waited += performance.now() - started;
      if (answer.status !== 200) {
        failed += 1;
        statuses.add(`${answer.status} ${path}`);
      }
      await pause(THINK_MS);
      // Limits count by the clock of the application: a minute goes by for each request of a client.
      identity.clock.advance(Math.ceil(60_000 / CLIENTS));
    }
  };
  await Promise.all(clients.map(run));
  if (failed > 0) console.error(`${failed} were not answered by 200: ${[...statuses].join(", ")}`);
  const after = store.statements().figures;
  const count = sumOf(after, "count") - sumOf(before, "count");
  const [worst] = after.toSorted(
    (a, b) => b.totalMs - (known.get(b.id) ?? 0) - (a.totalMs - (known.get(a.id) ?? 0)),
  );
  return {
    name,
    statements: count,
    meanMs: (sumOf(after, "totalMs") - sumOf(before, "totalMs")) / count,
    slowShare: (sumOf(after, "slow") - sumOf(before, "slow")) / count,
    worst: worst?.name ?? "",
    requests,
    requestMs: waited / requests,
    failed,
  };
}

async function measure(name: string, pool: number, hasIndexes: boolean): Promise<Outcome> {
  const server = await startPostgres();
  if ("missing" in server) throw new Error(server.missing);
  const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
  const identity = await startIdentity({
    clock: createManualClock(Date.now()),
    modules: [...identityModules, ...operationsModules].filter((one) => !own.has(one.name)),
    env: {
      DATABASE_URL: server.url,
      DB_POOL_SIZE: String(pool),
      DB_MAX_OVERFLOW: hasIndexes ? "30" : "0",
      TRUSTED_PROXIES: '["127.0.0.1/32"]',
      RATE_LIMIT_PER_MINUTE: "100000",
      RATE_LIMIT_PER_HOUR: "1000000",
      // The clock goes far ahead of the wall: tokens of half an hour end within a run.
      ACCESS_TOKEN_EXPIRE_MINUTES: "240",
    },
  });
  try {
    const clients = await createClients(identity);
    await seed(server);
    if (!hasIndexes) console.error(`${await dropIndexes(server)} indexes dropped`);
    return await drive(name, identity, clients);
  } finally {
    await identity.app.stop();
    await server.stop();
  }
}

const runs = [
  await measure("before: no indexes, 5 connections", 5, false),
  await measure("after: as delivered, 20 + 30 connections", 20, true),
];
const [, after] = runs;
const verdict = (what: string, value: number, target: number, digits: number): string =>
  `${what}: ${value.toFixed(digits)}, target <= ${target}: ${value <= target ? "holds" : "MISSED"}`;
const verdicts = [
  verdict("mean of a statement as delivered, ms", after?.meanMs ?? Number.NaN, TARGET_MEAN_MS, 2),
  verdict("slow statements as delivered, share", after?.slowShare ?? Number.NaN, TARGET_SLOW, 4),
];
const machine = describeMachine();
const command = describeCommand("run database");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `PostgreSQL on the same machine; ${ACCOUNTS} accounts, ${ROWS} sessions, entries of activity and security events each; ${CLIENTS} clients, ${ADMINISTRATORS} of them administrators, ask for lists twice a second for ${SECONDS} s.`,
  ].join("\n"),
  markdownTable(
    [
      "run",
      "statements",
      "mean, ms",
      "200 ms or more",
      "most time",
      "requests",
      "mean request, ms",
      "not 200",
    ],
    runs.map((one) => [
      one.name,
      String(one.statements),
      one.meanMs.toFixed(2),
      `${(one.slowShare * 100).toFixed(2)} %`,
      one.worst,
      String(one.requests),
      one.requestMs.toFixed(0),
      String(one.failed),
    ]),
  ),
  verdicts.join("\n"),
].join("\n\n");
console.log(text);
storeResult(
  "database",
  { date, command, machine, load, quick: flags.quick, runs, verdicts },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:database", text);
}
