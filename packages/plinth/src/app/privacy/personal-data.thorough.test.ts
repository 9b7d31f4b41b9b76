import { describe, expect, it } from "vitest";
import { defineModule, type TableClasses } from "#modules/contract";
import { defineMigration } from "#store";
import { startTestApplication } from "../../testing/test-application.ts";
import { identityModules } from "../bundles.ts";
import { personalDataProblems } from "./personal-data.ts";

const diaries = defineMigration({
  id: "diaries-0001",
  reason: "a table for the test",
  up: async (_db, { createTable, columns }) => {
    await createTable("diaries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("diaries").execute();
  },
});

describe("tables with data of people", () => {
  it("PRIV-02: stop the start where nobody says how they are erased", async () => {
    const silent = defineModule({ name: "diaries", migrations: [diaries], setup: () => ({}) });
    await expect(startTestApplication({ modules: [silent] })).rejects.toThrow(
      "table diaries holds data of people",
    );
  });

  it("PRIV-02: are all named by the modules that ship", async () => {
    const app = await startTestApplication({ modules: identityModules });
    await app.stop();
  });

  it("are named by tables and columns that exist", () => {
    const tables = [{ name: "notes", columns: ["id", "text"] }];
    const classes = [
      { table: "notes", columns: { id: "none", text: "none" }, retention: "configuration" },
    ] as const;
    const entries = [{ table: "notes", subject: "account_id" }];
    expect(personalDataProblems(tables, { classes, entries })).toEqual([
      "personalData names notes.account_id, which does not exist; correct table or subject",
    ]);
    expect(personalDataProblems(tables, { classes, entries: [] })).toEqual([]);
  });

  it("PRIV-01: a column without a class, a denied account and a class of nothing are named", () => {
    const tables = [{ name: "notes", columns: ["id", "account_id", "text"] }];
    const entries = [{ table: "notes", subject: "account_id" }];
    const said = (columns: TableClasses["columns"]): readonly string[] =>
      personalDataProblems(tables, {
        classes: [{ table: "notes", columns, retention: "account" }],
        entries,
      });
    expect(said({ id: "none", account_id: "reference", text: "personal" })).toEqual([]);
    expect(said({ id: "none", account_id: "reference" })).toEqual([
      "column notes.text has no data class; add it to data of its module",
    ]);
    expect(said({ id: "none", account_id: "none", text: "personal" })).toEqual([
      'column notes.account_id names an account; its data class is "reference"',
    ]);
    expect(
      said({ id: "none", account_id: "reference", text: "personal", gone: "personal" }),
    ).toEqual(["data names notes.gone, which does not exist; correct it"]);
    expect(personalDataProblems(tables, { classes: [], entries })).toEqual([
      "table notes says nothing of its columns; add it to data of its module, with a class for each",
    ]);
    // Tables of a newer release are its own to speak of.
    expect(personalDataProblems(tables, { classes: [], entries }, true)).toEqual([]);
  });

  it("PRIV-01, PRIV-07: words that are no class are named, where no compiler did", () => {
    const tables = [{ name: "notes", columns: ["id", "account_id"] }];
    const written =
      '{ "table": "notes", "columns": { "id": "internal", "account_id": "reference" } }';
    const classes = [JSON.parse(written) as TableClasses];
    const entries = [{ table: "notes", subject: "account_id" }];
    expect(personalDataProblems(tables, { classes, entries })).toEqual([
      'column notes.id has the data class "internal"; there are none, reference, personal, sensitive, secret',
      "table notes does not say how long its rows stay; retention is configuration, account, transient, operational, analytics, audit, books",
    ]);
  });

  it("PRIV-01: a personal column without erase and export is refused", () => {
    const tables = [{ name: "guests", columns: ["id", "name"] }];
    const classes = [
      { table: "guests", columns: { id: "none", name: "personal" }, retention: "account" },
    ] as const;
    expect(personalDataProblems(tables, { classes, entries: [] })).toEqual([
      "table guests holds data of people; add it to personalData of its module, with erase and export",
    ]);
  });
});
