import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { createHost, makeRelease } from "./support.ts";

const scratch = scratchDirectory();
const postgres = await startPostgres();
if ("missing" in postgres) announceSkipped("rehearsals beside PostgreSQL", postgres.missing);
const redis = await startRedis();
if ("missing" in redis) announceSkipped("rehearsals beside Redis", redis.missing);
afterAll(async () => {
  if (!("missing" in redis)) await redis.stop();
  if (!("missing" in postgres)) await postgres.stop();
  scratch.remove();
});

describe.skipIf("missing" in postgres)("a dry run on PostgreSQL", () => {
  it("DEP-02, DEP-04: pending migrations are tried on a copy of the database, which is gone afterwards; without the right to make one the refusal says what to grant", async () => {
    if ("missing" in postgres) throw new Error(postgres.missing);
    const url = new URL(await postgres.createDatabase());
    const name = url.pathname.slice(1);
    await postgres.query(`create role owner login createdb password 'owner-7'`);
    await postgres.query(`alter database ${name} owner to owner`);
    await postgres.query(`alter schema public owner to owner`, url.href);
    url.username = "owner";
    url.password = "owner-7";
    const host = await createHost(scratch.path, {
      DATABASE_URL: url.href,
      BACKUP_DIRECTORY: join(scratch.path, "backups"),
      BACKUP_COPY_TO: join(scratch.path, "copies"),
    });
    const front = await host.front();
    const one = makeRelease(scratch.path, { version: "1.0.0" });
    const two = makeRelease(scratch.path, { version: "2.0.0", hasTable: true });
    const words = ["deploy", "development", "false", "false", "false", "--json"];
    const dry = async () => {
      const { printed, told } = await host.plinth(two, ...words, "--dry-run");
      expect(printed, told).not.toBe("");
      return JSON.parse(printed) as { outcome: string; reason: string };
    };
    const databases = async () =>
      (await postgres.query("select datname from pg_database where datname like '%rehearsal%'"))
        .length;
    expect(await host.plinth(one, ...words)).toMatchObject({ code: 0 });
    // Somebody was killed here: whoever rehearses next tidies up.
    await postgres.query(`create database ${name}_rehearsal_0a0a0a0a owner owner`);
    expect(await dry()).toMatchObject({ outcome: "checked" });
    expect(await databases()).toBe(0);
    const made = await postgres.query("select to_regclass('own_things')::text as own", url.href);
    expect(made).toEqual([{ own: null }]);
    await postgres.query("alter role owner nocreatedb");
    expect(await dry()).toMatchObject({
      outcome: "refused",
      reason:
        'own-0001 would be tried on a copy of the database, which the role owner may not make; let a superuser say: alter role "owner" createdb',
    });
    expect(await front.stop()).toBe(0);
  }, 90_000);
});

describe.skipIf("missing" in redis)("a dry run beside Redis", () => {
  it("DEP-02, RL-10: limits of a rehearsal are its own: it counts beside those of the release that serves", async () => {
    if ("missing" in redis) throw new Error(redis.missing);
    const directory = join(scratch.path, "redis");
    const one = makeRelease(directory, { version: "1.0.0" });
    const host = await createHost(directory, { REDIS_URL: redis.url });
    const front = await host.front();
    const words = ["deploy", "development", "false", "false", "false", "--json"];
    const counters = async (): Promise<readonly string[]> =>
      ((await redis.command("keys", "plinth:*{windows}*")) as readonly string[]).toSorted();
    expect(await host.plinth(one, ...words)).toMatchObject({ code: 0 });
    await redis.command("flushall");
    expect(await host.plinth(one, ...words, "--dry-run")).toMatchObject({ code: 0 });
    const counted = await counters();
    const visitor = /address\|192\.0\.2\.\d+:/;
    const [rehearsed, live] = [true, false].map((isRehearsed) =>
      counted.filter((key) => key.includes(":rehearsal:") === isRehearsed),
    );
    // The gates ask the rehearsal as visitors from elsewhere, and this machine asks what serves.
    expect(rehearsed?.some((key) => visitor.test(key))).toBe(true);
    expect(live?.filter((key) => visitor.test(key))).toEqual([]);
    await fetch(`${host.url}/health`);
    expect((await counters()).some((key) => !key.includes(":rehearsal:"))).toBe(true);
    expect(await front.stop()).toBe(0);
  }, 90_000);
});
