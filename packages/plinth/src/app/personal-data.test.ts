import { describe, expect, it } from "vitest";
import { defineModule } from "#modules/contract";
import { defineMigration } from "#store";
import { startTestApplication } from "../testing/test-application.ts";
import { identityModules } from "./bundles.ts";
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
    expect(personalDataProblems(tables, [{ table: "notes", subject: "account_id" }])).toEqual([
      "personalData names notes.account_id, which does not exist; correct table or subject",
    ]);
    expect(personalDataProblems(tables, [])).toEqual([]);
  });
});
