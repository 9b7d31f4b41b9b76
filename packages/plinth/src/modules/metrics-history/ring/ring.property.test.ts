import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createManualClock } from "#core";
import { createMetrics } from "#telemetry";
import type { Batch } from "../repository.ts";
import { readShelf } from "./cells.ts";
import { createKeeper } from "./keeper.ts";
import { SHELVES, TICK_MS, TIERS } from "./tiers.ts";

const START = Date.UTC(2026, 0, 1);

/** A keeper whose database is a map, and can be away. */
const setUp = () => {
  const clock = createManualClock(START);
  const metrics = createMetrics();
  const rows = new Map<string, { tier: number; slot: number; cells: string }>();
  const names = new Map<string, string>();
  const base = { isAway: false };
  const keeper = createKeeper({
    clock,
    startTimer: clock.startTimer,
    node: "node",
    idOf: (text) => (JSON.parse(text) as [string])[0].slice(0, 8).padEnd(8, "x"),
    read: async () => metrics.families(),
    save: async (batch: Batch) => {
      if (base.isAway) throw new Error("away");
      for (const { id, name } of batch.series) names.set(id, name);
      for (const row of batch.rows) rows.set(`${row.tier} ${row.shelf} ${row.slot}`, row);
    },
    onFault: () => undefined,
    onKept: () => undefined,
  });
  const sumOf = (tier: number, id: string): number => {
    let sum = 0;
    for (const row of rows.values()) {
      if (row.tier !== tier) continue;
      readShelf(
        row.cells,
        (found) => found === id,
        (_, [value = 0]) => {
          sum += value;
        },
      );
    }
    return sum;
  };
  return { clock, metrics, keeper, rows, names, base, sumOf };
};

describe("the ring", () => {
  test("OBS-12: every tier has exactly what was counted, also over resets and short outages", async () => {
    const step = fc.record({
      amount: fc.nat({ max: 50 }),
      reset: fc.boolean(),
      isAway: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { clock, metrics, keeper, base, sumOf } = setUp();
        const own = metrics.counter({ name: "own_calls_total", help: "O." }).child();
        const other = metrics
          .counter({ name: "theirs_total", help: "T.", scope: "shared" })
          .child();
        other.mirror(1_000);
        await keeper.tick();
        let expected = 0;
        for (const { amount, reset, isAway } of steps) {
          clock.advance(TICK_MS);
          own.inc(amount);
          other.mirror(reset ? amount : other.value() + amount);
          expected += amount;
          base.isAway = isAway;
          await keeper.tick();
        }
        base.isAway = false;
        await keeper.stop();
        for (const { id } of TIERS) {
          expect(sumOf(id, "own_call")).toBe(expected);
          // A server that began anew at a higher number looks as if it had gone on.
          if (steps.every(({ reset }) => !reset)) expect(sumOf(id, "theirs_t")).toBe(expected);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("OBS-12: a slot has a row for every shelf, so that nothing happened is told from not there", async () => {
    const { clock, keeper, rows, metrics, sumOf, names } = setUp();
    metrics.gauge({ name: "level", help: "L." }).child().set(4);
    metrics.gauge({ name: "nothing", help: "N." }).child().set(Number.NaN);
    await keeper.tick();
    clock.advance(TICK_MS);
    await keeper.tick();
    await keeper.stop();
    const finest = [...rows.values()].filter(({ tier }) => tier === 0);
    expect(finest).toHaveLength(2 * SHELVES);
    expect(sumOf(0, "levelxxx")).toBe(8);
    expect(sumOf(1, "levelxxx")).toBe(
      4 * new Set([...rows.values()].filter(({ tier }) => tier === 1).map(({ slot }) => slot)).size,
    );
    expect([...names.values()]).toContain("level");
    expect([...names.values()]).not.toContain("nothing");
  });
});
