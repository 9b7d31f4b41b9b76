import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { badTime, type SloGap, type SloSlot, sloFigures } from "./figures.ts";
import { MONTH_MS } from "./windows.ts";

const TARGET = 0.9999;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 5, 15, 12);

const slot = (at: number, goodMs: number, badMs = 0, requests = 0, faults = 0): SloSlot => ({
  slot: at,
  goodMs,
  badMs,
  requests,
  faults,
});
const minutesBack = (count: number, each: (index: number) => Partial<SloSlot> = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({
    ...slot(NOW - (index + 1) * MINUTE, MINUTE),
    ...each(index),
  }));

describe("figures of the objectives", () => {
  it("OBS-14: 99.99 % leave 4.38 minutes of a month", () => {
    const { availability } = sloFigures({ minutes: [], hours: [], gaps: [] }, TARGET, NOW);
    expect(availability.budget / MINUTE).toBeCloseTo(4.383, 3);
    expect(availability).toMatchObject({ measured: null, left: 1, bad: 0 });
  });

  it("OBS-14: counted by hand: two minutes of bad probes and a minute without anybody", () => {
    const gaps: readonly SloGap[] = [
      { from: NOW - 30 * MINUTE, to: NOW - 29 * MINUTE, isPlanned: false },
      { from: NOW - 50 * MINUTE, to: NOW - 45 * MINUTE, isPlanned: true },
    ];
    const hours = [
      slot(NOW - HOUR, (60 - 6 - 2) * MINUTE, 2 * MINUTE, 990, 10),
      slot(NOW - 2 * HOUR, HOUR, 0, 9_010, 0),
    ];
    const minutes = minutesBack(60, (index) =>
      index === 1 || index === 2 ? { goodMs: 0, badMs: MINUTE, requests: 100, faults: 5 } : {},
    ).filter(({ slot: at }) => !gaps.some(({ from, to }) => at >= from && at < to));
    const { availability, requests } = sloFigures({ minutes, hours, gaps }, TARGET, NOW);
    // Of two hours five minutes were planned, and three bad.
    expect(availability.observed).toBe(2 * HOUR - 5 * MINUTE);
    expect(availability.bad).toBe(3 * MINUTE);
    expect(availability.measured).toBeCloseTo(1 - 3 / 115, 12);
    expect(availability.left).toBeCloseTo(1 - 3 / 4.383, 4);
    // Two of the last five minutes, three of the last sixty; each over a ten-thousandth.
    expect(availability.burn["5m"]).toBeCloseTo(4_000, 6);
    expect(availability.burn["1h"]).toBeCloseTo(500, 6);
    expect(requests.measured).toBeCloseTo(1 - 10 / 10_000, 12);
    expect(requests.budget).toBeCloseTo(1, 9);
    expect(requests.left).toBeCloseTo(-9, 9);
    expect(requests.burn["1h"]).toBeCloseTo(10 / 200 / 1e-4, 6);
    expect(requests.badIn["30m"]).toBe(10);
  });

  it("OBS-14: of three nodes one that fails is a third of the time; planned stops cost nothing", () => {
    const three = badTime({ slots: [slot(0, 2 * HOUR, HOUR)], gaps: [] }, HOUR, 0, HOUR);
    expect(three.bad).toBeCloseTo(HOUR / 3, 6);
    expect(three.observed).toBe(HOUR);
    const gaps = [{ from: 0, to: HOUR, isPlanned: true }];
    expect(badTime({ slots: [], gaps }, HOUR, 0, HOUR)).toEqual({ bad: 0, observed: 0 });
  });

  it("OBS-14: what is bad is never more than what was seen, and more of it never leaves more budget", () => {
    const ms = fc.integer({ min: 0, max: MINUTE });
    const slots = fc
      .array(fc.tuple(ms, ms), { maxLength: 60 })
      .map((all) => all.map(([good, bad], index) => slot(NOW - (index + 1) * MINUTE, good, bad)));
    const gap = fc
      .tuple(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: 1, max: HOUR }), fc.boolean())
      .map(([back, length, isPlanned]): SloGap => {
        const from = NOW - back - length;
        return { from, to: from + length, isPlanned };
      });
    fc.assert(
      fc.property(slots, fc.option(gap, { nil: undefined }), (minutes, one) => {
        const gaps = one === undefined ? [] : [one];
        const { bad, observed } = badTime({ slots: minutes, gaps }, MINUTE, NOW - HOUR, NOW);
        const history = { minutes, hours: minutes, gaps };
        const worse = { ...history, gaps: [{ from: NOW - MONTH_MS, to: NOW, isPlanned: false }] };
        const before = sloFigures(history, TARGET, NOW).availability;
        const after = sloFigures(worse, TARGET, NOW).availability;
        return (
          bad >= 0 &&
          bad <= observed + 1e-6 &&
          observed <= HOUR + 1e-6 &&
          after.left <= before.left + 1e-9 &&
          Object.values(before.burn).every((rate) => rate >= 0 && rate <= 1 / (1 - TARGET) + 1e-6)
        );
      }),
    );
  });
});
