import { randomBytes } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret, systemClock } from "../../packages/plinth/src/core/index.ts";
import { makePng } from "../../packages/plinth/src/services/images/images.test-support.ts";
import {
  createMigrator,
  moveData,
  openStore,
  type PostgresqlEngineOptions,
} from "../../packages/plinth/src/store/index.ts";
import {
  announceSkipped,
  startPostgres,
  type ThrowawayPostgres,
} from "../../packages/plinth/src/testing/postgres.ts";
import {
  noteMigration,
  row,
  type Tables,
} from "../../packages/plinth/src/testing/store-conformance/notes.ts";
import { createApi, PASSWORD, signUp } from "../support/api.ts";
import { type Outcome, runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("moving the database to PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const AVATAR = "/api/v1/account/avatar";
const EMAIL = "mover@example.com";
const REFUSED = 78;
const keys = {
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
};

interface Report {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly equal: boolean;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: { readonly from: number; readonly to: number };
    readonly checksum: { readonly from: string; readonly to: string };
  }[];
}

const photo = makePng({ width: 30, height: 20, colour: (x, y) => [x, y, 120] });

/** Opens an account, saves a plan and a picture; gives what a sign-in elsewhere must find again. */
const use = async (url: string): Promise<string> => {
  const own = await signUp(url, EMAIL);
  const plan = await own.call("POST", "/api/v1/plans", { days: 1 });
  expect(plan.status).toBe(201);
  const form = new FormData();
  form.append("photo", new Blob([Uint8Array.from(photo)], { type: "image/png" }), "p.png");
  const { json } = await createApi(url).call("POST", "/api/v1/auth/signin", {
    email: EMAIL,
    password: PASSWORD,
  });
  const answer = await fetch(`${url}${AVATAR}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${String(json["accessToken"])}` },
    body: form,
  });
  expect(answer.ok).toBe(true);
  return String(plan.json["id"]);
};

/** Signs in with what was there before the move, and finds plan and picture. */
const expectMoved = async (url: string, plan: string): Promise<void> => {
  const signIn = await createApi(url).call("POST", "/api/v1/auth/signin", {
    email: EMAIL,
    password: PASSWORD,
  });
  expect(signIn.status).toBe(200);
  const token = String(signIn.json["accessToken"]);
  expect((await createApi(url, token).call("GET", `/api/v1/plans/${plan}`)).status).toBe(200);
  const { json } = await createApi(url, token).call("GET", AVATAR);
  const { url: path } = json["avatar"] as { url: string };
  const picture = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([picture.status, picture.headers.get("content-type")?.startsWith("image/")]).toEqual([
    200,
    true,
  ]);
};

const MANY = 20_000;
const BATCH = 1_000;
const END_OTHERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;
const COUNT_TABLES =
  "select count(*)::integer as tables from pg_tables where schemaname = 'public'";

const oneConnection = (url: string): PostgresqlEngineOptions => ({
  kind: "postgresql",
  url: new Secret(url),
  poolSize: 1,
  maxOverflow: 0,
  poolTimeoutMs: 10_000,
  recycleMs: 3_600_000,
  connectTimeoutMs: 10_000,
  commandTimeoutMs: 60_000,
});

const rowsOf = ({ tables }: Report, name: string) =>
  tables.find(({ table }) => table === name)?.rows.to ?? 0;

describe.skipIf("missing" in server)("plinth migrate-data", () => {
  const embedded = scratchDirectory();
  const back = scratchDirectory();
  let postgres: ThrowawayPostgres;
  let target: string;
  let plan: string;
  let running: ServerProcess | undefined;
  let moved: Report;

  const move = async (from: string, to: string, ...words: string[]): Promise<Outcome> => {
    const places = ["--from", from, "--to", to, "--json", ...words];
    const outcome = await runPlinth(["migrate-data", ...places], { ...keys, TARGET: target });
    const secret = new URL(target).password;
    expect(outcome.printed + outcome.told).not.toContain(secret);
    return outcome;
  };

  beforeAll(async () => {
    if ("missing" in server) return;
    postgres = server;
    target = await server.createDatabase();
    running = await startServer(embedded.path, keys);
    plan = await use(running.url);
  });
  afterAll(async () => {
    await running?.stop();
    embedded.remove();
    back.remove();
  });

  it("DB-01: a running instance is refused, and nothing is written", async () => {
    const refused = await move(embedded.path, "env:TARGET");
    expect([refused.code, refused.printed]).toEqual([REFUSED, ""]);
    expect(refused.told).toMatch(/in use by another running instance/);
    expect(await running?.stop()).toBe(0);
    running = undefined;
    const tables = await postgres.query(
      "select 1 from pg_tables where schemaname = 'public'",
      target,
    );
    expect(tables).toEqual([]);
  });

  it("DB-01: from embedded to PostgreSQL with equal counts and checksums; people go on", async () => {
    const outcome = await move(embedded.path, "env:TARGET");
    expect(outcome.told).toBe("");
    expect(outcome.code).toBe(0);
    moved = JSON.parse(outcome.printed) as Report;
    expect(moved).toMatchObject({ equal: true, from: `embedded ${embedded.path}` });
    for (const table of ["accounts", "passwords", "plans", "kept_files", "plinth_migrations"]) {
      expect(rowsOf(moved, table), table).toBeGreaterThan(0);
    }
    const again = await move(embedded.path, "env:TARGET");
    expect([again.code, again.told]).toEqual([
      REFUSED,
      expect.stringMatching(/^plinth: The target is not empty/),
    ]);
    running = await startServer(embedded.path, { ...keys, DATABASE_URL: target });
    await expectMoved(running.url, plan);
  });

  it("DB-01: an instance on PostgreSQL is refused too", async () => {
    const refused = await move("env:TARGET", back.path);
    expect([refused.code, refused.told]).toEqual([
      REFUSED,
      expect.stringMatching(/^plinth: A running instance holds \d+ connections? to the source/),
    ]);
    expect(await running?.stop()).toBe(0);
    running = undefined;
  });

  it("DB-09: what was moved is what the migrations make, and each change by hand is found", async () => {
    const env = { ...keys, PLINTH_DATA: embedded.path, DATABASE_URL: target };
    expect((await runPlinth(["migrate", "diff"], env)).code).toBe(0);
    expect((await runPlinth(["migrate", "verify"], env)).code).toBe(0);
    await postgres.query("create index by_hand on accounts (email)", target);
    const drifted = await runPlinth(["migrate", "diff", "--json"], env);
    await postgres.query("drop index by_hand", target);
    expect(drifted.code).toBe(1);
    expect(JSON.parse(drifted.printed)).toMatchObject({
      differences: [{ kind: "unexpected", part: "index by_hand on accounts" }],
    });
  });

  it("DB-01: and back again; a server that is not there changes nothing", async () => {
    const dead = await runPlinth(["db", "move", "--from", "env:TARGET", "--to", back.path], {
      ...keys,
      TARGET: target.replace(/:\d+\//, ":1/"),
    });
    expect([dead.code, dead.told]).toEqual([REFUSED, expect.stringMatching(/^plinth: The source/)]);
    expect(dead.told).not.toContain(new URL(target).password);
    const outcome = await move("env:TARGET", back.path);
    expect(outcome.told).toBe("");
    const report = JSON.parse(outcome.printed) as Report;
    expect(report.equal).toBe(true);
    expect(rowsOf(report, "plans")).toBe(rowsOf(moved, "plans"));
    // What lies beside the database is not part of it.
    const files = join(embedded.path, "files");
    expect(existsSync(files)).toBe(true);
    cpSync(files, join(back.path, "files"), { recursive: true });
    running = await startServer(back.path, keys);
    await expectMoved(running.url, plan);
  });

  it("DB-01: a connection that is lost half-way leaves the target empty, and the next run works", async () => {
    const scratch = scratchDirectory();
    const url = await postgres.createDatabase();
    const from = await openStore({
      engine: { kind: "embedded", directory: scratch.path },
      clock: systemClock,
    });
    const to = await openStore({ engine: oneConnection(url), clock: systemClock });
    try {
      await createMigrator(from, [noteMigration]).up();
      await from.transaction<Tables, void>(async (tx) => {
        for (let at = 0; at < MANY; at += BATCH) {
          const notes = Array.from({ length: BATCH }, (_, index) => row(`note ${at + index}`));
          await tx.insertInto("note").values(notes).execute();
        }
      });
      let ending: Promise<unknown> | undefined;
      const move = (onProgress: () => void) =>
        moveData({ from, to, migrations: [noteMigration], onProgress });
      const broken = move(() => {
        ending ??= postgres.query(END_OTHERS, url);
      });
      await expect(broken).rejects.toThrow(/^The move was taken back/);
      await ending;
      expect(await postgres.query(COUNT_TABLES, url)).toEqual([{ tables: 0 }]);
      const report = await move(() => undefined);
      expect([report.isEqual, report.rows]).toEqual([true, MANY + 1]);
    } finally {
      await Promise.all([from.close(), to.close()]);
      scratch.remove();
    }
  });
});
