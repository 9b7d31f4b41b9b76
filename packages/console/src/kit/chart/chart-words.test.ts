import { expect, it } from "vitest";
import {
  chartWords,
  markWords,
  momentWords,
  pointWords,
  seriesWords,
  tableMoments,
} from "./chart-words.ts";

const ms = (value: number) => `${value} ms`;
const times = [0, 60, 120, 180];

it("OBS-12: a chart tells in words what it shows", () => {
  const p50 = { label: "p50", values: [4, null, 2, 3] };
  expect(seriesWords(p50, times, ms)).toBe(
    `p50: 3 ms last, 2 ms lowest, 4 ms highest at ${momentWords(0, 180)}`,
  );
  expect(seriesWords({ label: "p99", values: [7, 7, 7, 7] }, times, ms)).toBe(
    "p99: 7 ms throughout",
  );
  expect(seriesWords({ label: "p99", values: [null, null] }, times, ms)).toBe("p99: nothing known");
  expect(chartWords([], [], ms)).toBe("Nothing is known of this time.");
  expect(pointWords(times, [p50], ms, 1)).toBe(`${momentWords(60, 180)}: p50 unknown`);
});

it("OBS-12: a table has the first and the last moment, and no more rows than people read", () => {
  expect(tableMoments(3, 5)).toEqual([0, 1, 2]);
  expect(tableMoments(100, 5)).toEqual([0, 25, 50, 74, 99]);
  expect(tableMoments(0, 5)).toEqual([]);
});

it("OBS-10: marks within the time shown are said in words, the newest first", () => {
  const marks = [
    { from: 10, to: 70, label: "early" },
    { from: 150, to: null, label: "late" },
    { from: 500, to: 600, label: "after" },
  ];
  expect(markWords(times, marks)).toEqual([
    `${momentWords(150, 180)} late`,
    `${momentWords(10, 180)} early`,
  ]);
  expect(markWords([], marks)).toEqual([]);
});
