import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createIdGenerator, createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { createMigrator, openStore } from "#store";
import { createLease } from "../lease.ts";
import { jobMigrations } from "../migrations.ts";
import { createJobRepository } from "../repository.ts";

const LEASE_MS = 1_000;

it("P-093: no wall clock takes a job from a living node; a silent one loses its jobs", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-lease-"));
  const clock = createManualClock();
  const monotonic = createManualClock(0);
  const store = await openStore({ engine: { kind: "embedded", directory }, clock });
  await createMigrator(store, jobMigrations).up();
  const newId = createIdGenerator(clock, createSecureRandom());
  const lost: string[] = [];
  const freed: string[] = [];
  const nodeOf = (name: string) =>
    createLease({
      repository: createJobRepository(store),
      newId,
      monotonic,
      leaseMs: LEASE_MS,
      isAlone: false,
      onLost: () => lost.push(name),
      onFreed: (count) => freed.push(`${name} ${count}`),
    });
  const [one, two] = [nodeOf("one"), nodeOf("two")];
  await one.begin();
  await two.begin();
  const repository = createJobRepository(store);
  const row = {
    id: newId(),
    name: "held",
    payload: "{}",
    state: "ready",
    priority: 0,
    run_at: 0,
    waits_from: null,
    attempt: 0,
    retries: 1,
    dedupe_key: null,
    claimed_by: null,
    subject_id: null,
    context: null,
    last_error: null,
    created_at: clock.now(),
    started_at: null,
    ended_at: null,
    expires_at: null,
  } as const;
  await repository.insert(row);
  expect(await repository.claim(one.worker(), ["held"], 1)).toHaveLength(1);
  // A day forward, a day back: both nodes go on beating.
  for (const jump of [86_400_000, -86_400_000]) {
    clock.set(clock.now() + jump);
    for (let beat = 0; beat < 5; beat += 1) {
      monotonic.advance(LEASE_MS / 3);
      await one.beat();
      await two.beat();
    }
  }
  expect([...lost, ...freed]).toEqual([]);
  // The first one is silent.
  for (let beat = 0; beat < 4; beat += 1) {
    monotonic.advance(LEASE_MS / 3);
    await two.beat();
  }
  expect(freed).toEqual(["two 1"]);
  expect(await repository.claim(two.worker(), ["held"], 1)).toMatchObject([{ attempt: 2 }]);
  const before = one.worker();
  await one.beat();
  expect(lost).toContain("one");
  expect(one.worker()).not.toBe(before);
  await store.close();
  rmSync(directory, { recursive: true });
});
