import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImportBatch, ImportOutcome, ImportSummary } from "#modules/credentials";
import { importFile } from "./import-file.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-import-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Takes everything and remembers what it was asked. */
const createTarget = () => {
  const batches: ImportBatch[] = [];
  const summaries: ImportSummary[] = [];
  return {
    batches,
    summaries,
    importUsers: async (batch: ImportBatch): Promise<readonly ImportOutcome[]> => {
      batches.push(batch);
      return batch.rows.map(({ row, values }) => ({
        row,
        email: String(values["email"]).toLowerCase(),
        refused: [],
      }));
    },
    announceImport: async (summary: ImportSummary) => {
      summaries.push(summary);
    },
  };
};

const run = async (name: string, text: string, isDryRun = false) => {
  const path = join(directory, name);
  writeFileSync(path, text);
  const target = createTarget();
  const refused: string[] = [];
  const counts = await importFile({
    path,
    isDryRun,
    actor: "test",
    target,
    onRefused: (row, reasons) => refused.push(`${row}: ${reasons.join()}`),
  });
  return { ...counts, lines: refused, target };
};

describe("importing a file", () => {
  it("ID-08: goes in batches that fit a transaction and a line of the control socket", async () => {
    const name = "ä".repeat(900);
    const lines = Array.from({ length: 1_000 }, (_, at) => `p${at}@example.org,${name}`);
    const { imported, target } = await run("many.csv", ["email,name", ...lines].join("\n"));
    expect(imported).toBe(1_000);
    const sizes = target.batches.map((batch) => JSON.stringify(batch).length);
    expect(Math.max(...sizes)).toBeLessThan(60_000);
    expect(Math.max(...target.batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(50);
    const rows = target.batches.flatMap((batch) => batch.rows.map(({ row }) => row));
    expect(rows).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 2));
  });

  it("ID-08: few passwords in clear go at once, because each takes a quarter of a second", async () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({ email: `${at}@x.org`, password: "x" }));
    const { target } = await run("clear.json", JSON.stringify(rows));
    expect(target.batches.map((batch) => batch.rows.length)).toEqual([4, 4, 2]);
  });

  it("ID-08: a dry run notices an address that is in the file twice, far apart", async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `p${at % 299}@example.org`);
    const { imported, lines: refused } = await run("twice.csv", `email\n${lines.join("\n")}`, true);
    expect(imported).toBe(299);
    expect(refused).toEqual(["301: DUPLICATE (the address is in the file before)"]);
  });

  it("ID-08: announces beginning and end; what came before a fault of the file stands", async () => {
    const { imported, refused, fault, target } = await run("cut.json", '[{"email":"a@x.org"},{"em');
    expect({ imported, refused, fault }).toEqual({
      imported: 1,
      refused: 0,
      fault: "the file is cut off",
    });
    expect(target.summaries).toEqual([
      { stage: "started", isDryRun: false, actor: "test", imported: 0, refused: 0 },
      { stage: "finished", isDryRun: false, actor: "test", imported: 1, refused: 0 },
    ]);
  });

  it("ID-08: a folder is one sentence as well", async () => {
    mkdirSync(join(directory, "folder.csv"));
    const target = createTarget();
    const given = { isDryRun: false, actor: "test", target, onRefused: () => undefined };
    const { fault } = await importFile({ path: join(directory, "folder.csv"), ...given });
    expect(fault).toBe("the file cannot be read");
  });

  it.each(["users.xlsx", "users"])("ID-08: %s is a kind of file that is not read", async (name) => {
    expect((await run(name, "email\na@x.org")).fault).toMatch(/ends in \.csv/);
  });
});
