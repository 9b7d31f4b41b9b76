import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createManualClock } from "#core";
import { type BackupTarget, createDirectoryTarget } from "#ops/backup";
import { fenceTarget } from "../running.ts";
import type { Beat, Claim, LeaseTimes } from "./contract.ts";
import { createWatch } from "./watch.ts";
import { createWitness } from "./witness.ts";

let root: string;
let target: BackupTarget;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plinth-witness-"));
  target = createDirectoryTarget(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const claimOf = (epoch: number, nonce: string): Claim => ({
  ...{ epoch, nonce, holder: nonce, at: 0, isFollowUp: false },
});

it("BK-07: an epoch is given once, and whoever got it hears so again", async () => {
  const witness = createWitness(target, 2_000);
  expect(await witness.read()).toEqual({ claim: undefined, beat: undefined });
  const won = await Promise.all(["a", "b", "c"].map((one) => witness.claim(claimOf(1, one))));
  expect(won.filter(Boolean)).toHaveLength(1);
  const winner = ["a", "b", "c"][won.indexOf(true)] ?? "";
  expect((await witness.read()).claim).toEqual(claimOf(1, winner));
  // The answer to the first try was lost.
  expect(await witness.claim(claimOf(1, winner))).toBe(true);
  expect(await witness.claim(claimOf(2, "b"))).toBe(true);
  expect((await witness.read()).claim?.epoch).toBe(2);
});

it("BK-07: claims of long ago are removed, the newest never", async () => {
  const witness = createWitness(target, 2_000);
  for (let epoch = 1; epoch <= 25; epoch += 1) await witness.claim(claimOf(epoch, "a"));
  const kept = readdirSync(join(root, "failover"));
  expect(kept).toHaveLength(20);
  expect((await witness.read()).claim?.epoch).toBe(25);
});

it("BK-07: what is none of ours is no answer, and a place that hangs neither", async () => {
  const witness = createWitness(target, 2_000);
  await witness.claim(claimOf(1, "a"));
  writeFileSync(join(root, "failover", "epoch-0000000000002.json"), "not ours");
  await expect(witness.read()).rejects.toThrow("none of ours");
  const hanging = createWitness({ ...target, list: () => new Promise(() => undefined) }, 5);
  await expect(hanging.read()).rejects.toThrow("did not answer within 5 ms");
});

it("BK-07: an instance that does not lead ships nothing, and leases are no backups", async () => {
  const witness = createWitness(target, 2_000);
  await witness.claim(claimOf(1, "a"));
  let refusal: string | undefined;
  const fenced = fenceTarget(target, { epoch: () => 1, refusal: () => refusal });
  const content = async function* content() {
    yield Buffer.from("x");
  };
  await fenced.put("a.plb", content(), 1);
  expect((await fenced.list("")).map(({ name }) => name)).toEqual(["a.plb"]);
  refusal = "epoch 2 was claimed by b";
  await expect(fenced.put("b.plb", content(), 1)).rejects.toThrow(
    "nothing is shipped: epoch 2 was claimed by b",
  );
});

it("BK-07: silence counts by the watcher's own clock; a witness that is silent is not", () => {
  const times: LeaseTimes = { intervalMs: 100, checks: 3, ttlMs: 300 };
  const clock = createManualClock(0);
  const watch = createWatch(clock, times);
  const beat = (nonce: string, isReleased = false): Beat => ({
    ...{ epoch: 1, nonce, at: 9e12, isReleased },
  });
  const look = (seen: Beat | undefined): boolean => {
    watch.saw({ claim: claimOf(1, "a"), beat: seen });
    clock.advance(100);
    return watch.isLost();
  };
  expect([look(beat("1")), look(beat("2")), look(beat("3"))]).toEqual([false, false, false]);
  expect([look(beat("3")), look(beat("3")), look(beat("3"))]).toEqual([false, false, true]);
  watch.sawNothing();
  expect(look(beat("3"))).toBe(false);
  // A planned restart is no loss.
  expect([1, 2, 3, 4, 5].map(() => look(beat("4", true)))).not.toContain(true);
  clock.advance(60_000);
  expect(look(beat("4", true))).toBe(true);
});
