import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import type { SloBatch, SlotRow } from "../repository.ts";
import { createSloKeeper, type ProbeResult } from "./keeper.ts";

const START = Date.UTC(2026, 0, 1);
const STEP = 5_000;

/** A keeper whose database is a map that can be away, on a clock that is moved. */
const setUp = () => {
  const clock = createManualClock(START);
  const rows = new Map<string, SlotRow>();
  const batches: SloBatch[] = [];
  const faults: unknown[] = [];
  const world = {
    isAway: false,
    answer: true as ProbeResult,
    counts: { requests: 0, faults: 0 },
  };
  const keeper = createSloKeeper({
    clock,
    startTimer: clock.startTimer,
    intervalMs: STEP,
    node: "node",
    probe: async () => world.answer,
    counts: () => world.counts,
    save: async (batch) => {
      if (world.isAway) throw new Error("away");
      batches.push(batch);
      for (const row of batch.rows) rows.set(`${row.tier} ${row.slot}`, row);
    },
    onProbe: () => undefined,
    onFault: (fault) => faults.push(fault),
  });
  const tick = async (answer: boolean | "nobody" = true, passed = STEP) => {
    clock.advance(passed);
    world.answer = answer === "nobody" ? undefined : answer;
    await keeper.tick();
  };
  const sum = (tier: number, name: "good_ms" | "bad_ms" | "requests" | "faults") =>
    [...rows.values()]
      .filter((row) => row.tier === tier)
      .reduce((total, row) => total + row[name], 0);
  return { clock, keeper, world, batches, faults, tick, sum };
};

describe("the keeper of probes", () => {
  it("OBS-14: each probe stands for the time since the one before, in minutes and in hours", async () => {
    const { keeper, tick, sum, world } = setUp();
    await tick();
    world.counts = { requests: 7, faults: 2 };
    for (let at = 0; at < 23; at += 1) await tick(at % 4 !== 0);
    for (const tier of [0, 1]) {
      expect(sum(tier, "good_ms")).toBe(17 * STEP);
      expect(sum(tier, "bad_ms")).toBe(6 * STEP);
      expect(sum(tier, "requests")).toBe(7);
      expect(sum(tier, "faults")).toBe(2);
    }
    expect(keeper.last()).toEqual({ at: START + 24 * STEP, isGood: true });
  });

  it("OBS-14: a database that is away costs nothing of what was seen, and is told of once", async () => {
    const { tick, sum, world, faults, batches } = setUp();
    await tick();
    world.isAway = true;
    for (let at = 0; at < 40; at += 1) await tick(false);
    expect(faults).toHaveLength(1);
    world.isAway = false;
    await tick();
    expect(sum(0, "bad_ms")).toBe(40 * STEP);
    expect(sum(1, "good_ms")).toBe(STEP);
    // It looked all the time, so that no gap is found.
    expect(batches.at(-1)?.since).toBe(START + STEP);
  });

  it("OBS-14: what nobody looked at is not counted by this process, but left to be found as a gap", async () => {
    const { tick, sum, batches, clock } = setUp();
    await tick();
    await tick();
    await tick(true, 10 * 60_000);
    expect(sum(1, "good_ms")).toBe(2 * STEP);
    expect(batches.at(-1)).toMatchObject({ since: clock.now() - STEP, gapMs: 3 * STEP });
    // A clock that was set back is no pause.
    clock.set(START);
    await tick(true, 0);
    expect(batches.at(-1)?.since).toBe(START);
  });

  it("OBS-14: nothing is written before anything listens, and a stop says that it is one", async () => {
    const { keeper, tick, batches } = setUp();
    await tick("nobody");
    expect(batches).toEqual([]);
    await tick();
    await keeper.stop();
    expect(batches.map(({ isStopping }) => isStopping)).toEqual([false, true]);
    await tick();
    expect(batches).toHaveLength(2);
  });
});
