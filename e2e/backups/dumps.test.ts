import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { PASSWORD } from "../support/api.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";

const server = await startPostgres();
let scratch: ReturnType<typeof scratchDirectory>;

beforeEach(() => {
  scratch = scratchDirectory();
});
afterEach(() => scratch.remove());

const place = (name: string) => ({ PLINTH_DATA: join(scratch.path, name) });
const run = async (env: Readonly<Record<string, string>>, ...words: readonly string[]) => {
  const outcome = await runPlinth([...words, "--json"], env);
  expect(outcome.code, outcome.told).toBe(0);
  return JSON.parse(outcome.printed);
};
/** A stopped application with an account, and its keys, which every other place shares. */
const fill = async () => {
  const user = ["user", "create", "--email", "kept@example.org", "--password", PASSWORD];
  await run(place("one"), ...user);
  const secrets = JSON.parse(readFileSync(join(scratch.path, "one", "secrets.json"), "utf8"));
  return { SECRET_KEY: secrets.secretKey, JWT_SECRET_KEY: secrets.jwtSecretKey };
};
const file = (name: string) => join(scratch.path, name);

describe("dumps", () => {
  it("BK-04, BK-02: a dump shows nothing, loads into an empty store, and the rows are equal", async () => {
    const keys = await fill();
    const dumped = await run(place("one"), "backup", "dump", "--to", file("all.dump"));
    expect(dumped).toMatchObject({ encrypted: true });
    expect(readFileSync(file("all.dump")).includes("kept@example.org")).toBe(false);
    const loaded = await run(
      { ...place("two"), ...keys },
      "backup",
      "load",
      "--from",
      file("all.dump"),
    );
    expect(loaded).toMatchObject({ rows: dumped.rows, tables: dumped.tables });
    const other = {
      ...place("three"),
      SECRET_KEY: keys.JWT_SECRET_KEY,
      JWT_SECRET_KEY: keys.SECRET_KEY,
    };
    const refused = await runPlinth(["backup", "load", "--from", file("all.dump")], other);
    expect(refused).toMatchObject({ code: 1, told: expect.stringContaining("was made with key") });
    await run(place("one"), "backup", "dump", "--plain", "--to", file("plain.db"));
    const plain = new DatabaseSync(file("plain.db"), { readOnly: true });
    expect(plain.prepare("select count(*) as n from accounts").get()).toEqual({ n: 1 });
    plain.close();
  });

  if ("missing" in server) {
    announceSkipped("dumps of PostgreSQL", server.missing);
  } else {
    afterAll(() => server.stop());
    it("BK-01, BK-05: a server elsewhere is dumped while it is in use, proven, and loaded into an empty database", async () => {
      const keys = await fill();
      const url = await server.createDatabase();
      const dumped = await run(place("one"), "backup", "dump", "--to", file("fill.dump"));
      const settings = { ...place("live"), ...keys, BACKUP_DIRECTORY: file("backups") };
      const live = { ...settings, DATABASE_URL: url };
      await run(live, "backup", "load", "--from", file("fill.dump"));
      const instance = await startServer(file("live"), live);
      try {
        // The first one it makes by itself: that is waited for.
        const made = await run(live, "backup", "create");
        expect(made.proof).toMatchObject({ faults: [], tables: dumped.tables });
        const listed = await runPlinth(["backup", "list"], live);
        expect(listed.printed).toContain("rows are dumped once a day");
        expect((await run(live, "backup", "drill")).faults).toEqual([]);
        expect((await run(live, "backup", "verify")).faults).toEqual([]);
      } finally {
        await instance.kill();
      }
      const other = { ...settings, DATABASE_URL: await server.createDatabase() };
      const loaded = await run(other, "backup", "restore");
      expect(loaded.rows).toBeGreaterThanOrEqual(dumped.rows);
      const refused = await runPlinth(["backup", "restore"], other);
      expect(refused.told).toContain("not empty");
    });

    it("BK-04: goes to PostgreSQL and comes back from it", async () => {
      const keys = await fill();
      const dumped = await run(place("one"), "backup", "dump", "--to", file("one.dump"));
      const remote = { ...place("two"), ...keys, DATABASE_URL: await server.createDatabase() };
      const loaded = await run(remote, "backup", "load", "--from", file("one.dump"));
      expect(loaded).toMatchObject({ rows: dumped.rows, to: "postgresql" });
      const back = await run(remote, "backup", "dump", "--to", file("two.dump"));
      expect(back.rows).toBe(dumped.rows);
    });
  }
});
