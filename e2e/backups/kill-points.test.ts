import fc from "fast-check";
import { expect, it } from "vitest";
import { killOnce } from "../kill-support/kill-rounds.ts";
import { killRestore, prepareRestore } from "../kill-support/restore-rounds.ts";
import { scratchDirectory } from "../support/scratch.ts";

/** Kills in this run; `npm --prefix bench run backup -- --only kills` does the 200 that are promised. */
const KILLS = Number(process.env["BACKUP_KILLS"] ?? 3);
/** What may be lost: the promise is a second, and a busy machine is late by as much again. */
const RPO_MS = 2_000;

it(`BK-09, P-058: of ${KILLS} killed writers every backup restores whole, and loses no more than promised`, async () => {
  const scratch = scratchDirectory();
  const seed = Date.now() & 0x7fffffff;
  const moments = fc.sample(fc.integer({ min: 0, max: 1_500 }), { seed, numRuns: KILLS });
  let worst = 0;
  for (const [round, afterMs] of moments.entries()) {
    const found = await killOnce(scratch.path, afterMs);
    expect(found.integrity, `seed ${seed}, round ${round}`).toBe("ok");
    worst = Math.max(worst, found.lostMs);
    expect(found.lostMs, `seed ${seed}, round ${round}: ${found.lost} lost`).toBeLessThan(RPO_MS);
  }
  process.stdout.write(`the oldest write that was lost was ${worst} ms old when the writer died\n`);
  scratch.remove();
}, 1_800_000);

it("BK-06: a restore that is killed before any of its changes leaves the old database or the new one, and the next start finds it", async () => {
  const scratch = scratchDirectory();
  const before = await prepareRestore(scratch.path);
  const whole = await killRestore(scratch.path, 0);
  // Without what came after the backup; all of that is aside.
  expect(before.length).toBeGreaterThan(whole.ids.length);
  expect(whole).toMatchObject({ aside: before, halves: [] });
  const outcomes = new Set<string>();
  for (let nth = 1; nth <= (whole.changes ?? 0); nth += 1) {
    const found = await killRestore(scratch.path, nth);
    const isNew = found.aside !== undefined;
    outcomes.add(isNew ? "new" : "old");
    expect(found.ids, `before change ${nth}`).toEqual(isNew ? whole.ids : before);
    if (isNew) expect(found, `before change ${nth}`).toMatchObject({ aside: before, halves: [] });
  }
  expect(outcomes).toEqual(new Set(["old", "new"]));
  scratch.remove();
}, 300_000);
