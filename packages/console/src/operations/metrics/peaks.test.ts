import { expect, it } from "vitest";
import { peakOf } from "./peaks.ts";

const TIMES = [10, 20, 30, 40, 50];

it("OBS-12: a chart's spike is the value that stands out most from its own line", () => {
  const steady = { label: "p50", values: [5, 5, 5, 5, 5] };
  const spike = { label: "p99", values: [10, 11, 90, 10, null] };
  expect(peakOf(TIMES, [steady, spike])).toEqual({ at: 30 });
  expect(peakOf(TIMES, [{ label: "5xx", values: [0, 0, 0, 3, 0] }, spike])).toEqual({ at: 40 });
});

it("OBS-12: where nothing stands out there is nothing to follow", () => {
  expect(peakOf(TIMES, [{ label: "all", values: [9, 10, 11, 10, 9] }])).toBeUndefined();
  expect(peakOf(TIMES, [{ label: "all", values: [0, 0, 0, 0, 0] }])).toBeUndefined();
  expect(peakOf(TIMES, [{ label: "all", values: [null, null, 4, null, null] }])).toBeUndefined();
  const waves = Array.from({ length: 168 }, (_, hour) => 20 + 18 * Math.sin((hour * Math.PI) / 12));
  const hours = waves.map((_, hour) => hour * 3_600);
  expect(peakOf(hours, [{ label: "a week of days", values: waves }])).toBeUndefined();
  expect(peakOf([], [])).toBeUndefined();
});
