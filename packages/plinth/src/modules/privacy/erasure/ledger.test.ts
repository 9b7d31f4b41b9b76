import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createErasureLedger, ERASURE_LEDGER } from "./ledger.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-ledger-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const id = (number: number): string =>
  `0190f3a2-7b6c-7d8e-9f00-${String(number).padStart(12, "0")}`;
const path = (): string => join(directory, ERASURE_LEDGER);

it("PRIV-03: what was added is read again, by another process too, in private", async () => {
  const ledger = createErasureLedger(path());
  expect(await ledger.read()).toEqual({ entries: [], unreadable: 0 });
  await Promise.all([1, 2, 3].map((one) => ledger.add([{ id: id(one), at: one }])));
  await ledger.add([]);
  await createErasureLedger(path()).add([{ id: id(4), at: 4 }]);
  const { entries } = await ledger.read();
  expect(entries).toEqual([1, 2, 3, 4].map((one) => ({ id: id(one), at: one })));
  expect(statSync(path()).mode & 0o077).toBe(0);
});

it("PRIV-03: a line that a crash cut is left out, and the next one is whole", async () => {
  const ledger = createErasureLedger(path());
  await ledger.add([{ id: id(1), at: 1 }]);
  appendFileSync(path(), '{"id":"0190f3a2-7b6c');
  await ledger.add([{ id: id(2), at: 2 }]);
  appendFileSync(path(), '{"id":"../../etc/passwd","at":"2026-01-01T00:00:00.000Z"}\n[]\nnull\n');
  const { entries, unreadable } = await ledger.read();
  expect(entries.map((entry) => entry.id)).toEqual([id(1), id(2)]);
  expect(unreadable).toBe(4);
  expect(readFileSync(path(), "utf8").split("\n")).toHaveLength(7);
});
