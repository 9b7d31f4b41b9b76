import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defineMigration, type Migration, sql } from "#store";
import { requireExpansionsSaid } from "./migrations.ts";

const SOURCES = join(import.meta.dirname, "..");
const isMigration = (value: unknown): value is Migration =>
  typeof value === "object" && value !== null && "up" in value && "down" in value;

/** All that the files of migrations export, alone or in lists, and how many are written in them. */
const readAll = async () => {
  const files = globSync(["**/migrations/*.ts", "**/migrations.ts"], { cwd: SOURCES })
    .filter((file) => !/^(?:store|testing)\b|\.test\.ts$/.test(file))
    .map((file) => join(SOURCES, file));
  const exported = await Promise.all(
    files.map(async (file) => Object.values<unknown>(await import(file)).flat()),
  );
  const written = files.map((file) => readFileSync(file, "utf8").split("defineMigration({").length);
  return {
    migrations: [...new Set(exported.flat().filter(isMigration))],
    written: written.reduce((sum, parts) => sum + parts - 1, 0),
  };
};

const adding = (statements: readonly string[], compatible: Partial<Migration> = {}): Migration =>
  defineMigration({
    id: "notes-0001",
    reason: "a migration to judge",
    ...compatible,
    up: async (db) => {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
    down: async () => undefined,
  });

describe("migrations that only add", () => {
  it("DB-09: say so, all of ours", async () => {
    const { migrations, written } = await readAll();
    expect(migrations).toHaveLength(written);
    await requireExpansionsSaid(migrations);
  });

  it.each([
    [["create table a (id text)", "insert into a (id) values ('x')"]],
    [["create index i on old (id)"]],
    [["alter table old add column size integer"]],
    [["alter table old add column size integer not null default 0"]],
    [["create table a (id text)", "create unique index i on a (id)"]],
  ])("DB-09: are named where they do not: %j", async (statements) => {
    await expect(requireExpansionsSaid([adding(statements)])).rejects.toThrow(
      'notes-0001 only adds; say compatible: "expand"',
    );
    await requireExpansionsSaid([adding(statements, { compatible: "expand" })]);
  });

  it.each([
    [["drop table old"]],
    [["alter table old add column size integer not null"]],
    [["create unique index i on old (id)"]],
    [["create table a (id text)", "update old set size = 1"]],
    [["select id from old"]],
    [["insert into old (id) values ('x')"]],
    [[]],
  ])("DB-09: others need not: %j", async (statements) => {
    await requireExpansionsSaid([adding(statements)]);
  });
});
