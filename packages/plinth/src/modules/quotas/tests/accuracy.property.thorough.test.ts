import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { openStore, type Store } from "#store";
import { checkAccuracy, migrateQuotas, raceOf } from "./accuracy.test-support.ts";

describe("counting in SQLite", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-quotas-"));
  let store: Store;
  beforeAll(async () => {
    store = await openStore({
      engine: { kind: "embedded", directory },
      clock: createManualClock(),
    });
    await migrateQuotas(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("P-038: counters equal the sum consumed, whatever the order and the borders", () =>
    checkAccuracy(store, 25));

  it("P-040, P-038, QB-06: of 500 calls at once with room for 10, 10 get in", async () => {
    expect(await raceOf([store], 500, 10)).toEqual({ admitted: 10, counted: 10 });
  });
});
