import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { openStore, type Store } from "#store";
import { checkLedger, migrateCredits, raceOf, readBothWays } from "./ledger.test-support.ts";
import { checkParallel } from "./parallel.test-support.ts";

describe("credits in SQLite", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-credits-"));
  let store: Store;
  beforeAll(async () => {
    store = await openStore({
      engine: { kind: "embedded", directory },
      clock: createManualClock(),
    });
    await migrateCredits(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("P-089, QB-06, P-038: a balance is the sum of its ledger and never below nothing, in any story", () =>
    checkLedger(store, 20));

  it("P-089: whatever runs at once, fails or is lost: grants minus charges, and no work on credit", () =>
    checkParallel(store, 20));

  it("P-089, QB-06: of 500 calls at once with 10 credits, 10 succeed", async () => {
    expect(await raceOf([store], 500, 10)).toEqual({ done: 10, left: 0 });
  });

  it("PRIV-02: an export holds every entry, however many there are", async () => {
    const { atOnce, inPages } = await readBothWays(store);
    expect(atOnce).toHaveLength(1_103);
    expect(inPages).toEqual(atOnce);
  });
});
