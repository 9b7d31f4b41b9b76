import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { finishReplacement, isReplacing, replaceDatabase } from "./replacement.ts";

const ASIDE = "plinth-before-2026-03-01T00-00-00-000Z.db";
const NOW = Date.UTC(2026, 2, 1);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-replacement-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
};
const found = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );
/** As a process leaves it that is killed once it is written down what is to be done. */
const begun = (files: Readonly<Record<string, string>>): void =>
  put({ ...files, "plinth.db.replacing": JSON.stringify({ made: "made", aside: ASIDE }) });

it("BK-06: the new database is in place, the old one aside with its log, and nothing else is left", () => {
  put({ "plinth.db": "old", "plinth.db-wal": "log", made: "new" });
  const moved = replaceDatabase(directory, "made", NOW);
  expect(moved).toEqual([
    { name: "plinth.db", to: ASIDE },
    { name: "plinth.db-wal", to: `${ASIDE}-wal` },
  ]);
  expect(found()).toEqual({ "plinth.db": "new", [ASIDE]: "old", [`${ASIDE}-wal`]: "log" });
});

it("BK-06: where the new database was taken away meanwhile, the one of before comes back with its log", () => {
  begun({ [ASIDE]: "old", [`${ASIDE}-wal`]: "log" });
  expect(isReplacing(directory)).toBe(true);
  expect(finishReplacement(directory)).toEqual([]);
  expect(found()).toEqual({ "plinth.db": "old", "plinth.db-wal": "log" });
});

it("BK-06: a database that somebody made meanwhile is moved aside too, and never over the one of before", () => {
  begun({ [ASIDE]: "old", "plinth.db": "third", made: "new" });
  finishReplacement(directory);
  expect(found()).toEqual({ "plinth.db": "new", [ASIDE]: "old", [`later-${ASIDE}`]: "third" });
});

it("BK-06: what is done is not done again: the new database stays where it is", () => {
  begun({ [ASIDE]: "old", "plinth.db": "new" });
  expect(finishReplacement(directory)).toEqual([]);
  expect(found()).toEqual({ "plinth.db": "new", [ASIDE]: "old" });
  expect(existsSync(join(directory, "plinth.db.replacing"))).toBe(false);
});
