import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { defineModule, type TableClasses } from "#modules/contract";
import { defineMigration, type Migration } from "#store";
import { startTestApplication } from "../testing/test-application.ts";

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "plinth-releases-"));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

const first = (compatible: Partial<Pick<Migration, "compatible">> = {}) =>
  defineMigration({
    id: "notes-0001",
    reason: "people write notes",
    ...compatible,
    up: async (_db, { createTable, columns }) => {
      await createTable("notes")
        .addColumn("id", columns.id, (column) => column.primaryKey())
        .execute();
    },
    down: async (db) => {
      await db.schema.dropTable("notes").execute();
    },
  });

/** Somebody's table, which the release before cannot speak of. */
const second = (compatible: Partial<Pick<Migration, "compatible">>) =>
  defineMigration({
    id: "notes-0002",
    reason: "people mark notes",
    ...compatible,
    up: async (_db, { createTable, columns }) => {
      await createTable("note_marks")
        .addColumn("account_id", columns.id, (column) => column.notNull())
        .execute();
    },
    down: async (db) => {
      await db.schema.dropTable("note_marks").execute();
    },
  });

const start = async (...migrations: readonly Migration[]) => {
  const lines: string[] = [];
  const data: readonly TableClasses[] = [
    { table: "notes", columns: { id: "none" }, retention: "configuration" },
    { table: "note_marks", columns: { account_id: "reference" }, retention: "account" },
  ];
  const personalData =
    migrations.length === 1
      ? []
      : [
          {
            table: "note_marks",
            subject: "account_id",
            erase: async () => undefined,
            export: async () => [],
          },
        ];
  const notes = defineModule({
    name: "notes",
    migrations,
    data: data.slice(0, migrations.length),
    setup: () => ({}),
    personalData: () => personalData,
  });
  const app = await startTestApplication({
    modules: [notes],
    dataDirectory,
    onLogLine: (line) => lines.push(line),
  });
  return { lines, app };
};

it("DB-09: the release before starts on an expanded schema and says so, and on no other", async () => {
  const fresh = await start(first(), second({ compatible: "expand" }));
  await fresh.app.stop();
  const old = await start(first());
  expect(old.lines.join("\n")).toMatch(/notes-0002.*a newer release expanded the database/);
  await old.app.stop();
  const again = await start(first(), second({ compatible: "expand" }));
  expect(await again.app.migrator.down("notes-0001")).toEqual(["notes-0002"]);
  await again.app.stop();
  const changed = await start(first(), second({}));
  await changed.app.stop();
  await expect(start(first())).rejects.toThrow(/notes-0002, which this release does not know/);
});

it("DB-09: the release before starts again where the new one says more of its migrations", async () => {
  const before = await start(first());
  await before.app.stop();
  const compatible = "expand";
  const fresh = await start(first({ compatible }), second({ compatible }));
  await fresh.app.stop();
  const old = await start(first());
  expect(old.lines.join("\n")).toMatch(/notes-0002.*a newer release expanded the database/);
  await old.app.stop();
});
