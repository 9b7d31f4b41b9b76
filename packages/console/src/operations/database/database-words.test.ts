import { expect, it } from "vitest";
import type { DatabaseOverview, RunningWork, StatementCost } from "./database-api.ts";
import {
  costWords,
  countWords,
  gaugesOf,
  progressWords,
  runWords,
  timeWords,
} from "./database-words.ts";

const cost = (more: Partial<StatementCost>): StatementCost => ({
  ...{ id: "00000001", name: "select note", sql: "select ?", count: 1, failures: 0, slow: 0 },
  ...{ totalMs: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, maxMs: 0, share: 0, isExplained: true },
  ...more,
});
const work = (more: Partial<RunningWork>): RunningWork => ({
  ...{ kind: "transaction", name: "transaction of select note", last: null, statements: 0 },
  ...{ runningMs: 5, heldMs: null },
  ...more,
});

it("DB-06: times, counts and costs in words", () => {
  expect([0, 0.123, 9.999, 45.4, 999, 1_500].map(timeWords)).toEqual([
    "0.00 ms",
    "0.12 ms",
    "10.00 ms",
    "45 ms",
    "999 ms",
    "1.5 s",
  ]);
  expect(countWords(cost({}))).toBe("once");
  expect(countWords(cost({ count: 1_200, slow: 3, failures: 1 }))).toBe(
    "1,200 times, 3 slow, 1 failed",
  );
  expect(costWords(cost({ totalMs: 1_500, share: 0.404 }))).toBe("1.5 s, 40.4 % of the time");
  expect(runWords(cost({ meanMs: 0.12, p95Ms: 0.4, maxMs: 12 }))).toBe(
    "mean 0.12 ms, p95 0.40 ms, longest 12 ms",
  );
});

it("DB-05, DB-06: work that has not ended, and the pool, in words", () => {
  expect(progressWords(work({ kind: "statement" }))).toBe("one statement");
  expect(progressWords(work({}))).toBe("waits for a connection, 0 statements");
  expect(progressWords(work({ heldMs: 1_500, statements: 1, last: "update note" }))).toBe(
    "connection for 1.5 s, 1 statement, last update note",
  );
  const overview = {
    pool: { size: 20, checkedOut: 3, checkedIn: 17, overflow: 5, waiting: 2 },
    totals: { queries: 1_000, slowQueries: 10, failures: 1 },
    meanMs: 0.5,
    slowShare: 0.01,
  } as DatabaseOverview;
  expect(gaugesOf(overview).map(({ value }) => value)).toEqual([
    "3 of 25",
    "2",
    "1,000",
    "0.50 ms",
    "10 (1 %)",
    "1",
  ]);
});
