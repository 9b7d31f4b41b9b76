import { expect, it } from "vitest";
import type { StatementReport } from "#app";
import { reportLines } from "./report-lines.ts";

const statement = (more: Partial<StatementReport["statements"][number]>) => ({
  ...{ id: "1f3a09c2", name: "select note", operation: "select" as const, table: "note" },
  ...{ text: 'select * from "note" where "kind" = ?', sql: "", isExplained: true },
  ...{ count: 1, failures: 0, slow: 0, totalMs: 4, meanMs: 4, p50Ms: 4, p95Ms: 4, maxMs: 4 },
  ...{ share: 0.5, plan: undefined },
  ...more,
});

it("DB-06: a report in lines: totals, what runs, the costliest with plan and hint", () => {
  const plan = {
    steps: ["SCAN note"],
    scans: ["note"],
    hints: ["reads all rows of note; an index on (kind) may help"],
  };
  const lines = reportLines({
    engine: "embedded",
    since: 0,
    totals: {
      ...{ queries: 3, transactions: 1, failures: 1, slowQueries: 1, retries: 0, flushes: 1 },
      longHolds: 0,
    },
    totalMs: 8,
    meanMs: 4,
    slowShare: 0.5,
    known: 9,
    statements: [statement({ plan, slow: 1, count: 2, maxMs: 400 }), statement({ share: 0.004 })],
    running: [
      {
        ...{ kind: "transaction", name: "transaction of select note", last: "update note" },
        ...{ statements: 2, runningMs: 12.4, heldMs: 3 },
      },
    ],
    waiting: 2,
  });
  expect(lines).toEqual([
    "embedded, since 1970-01-01T00:00:00.000Z: 3 statements, 1 transactions, 1 failures",
    "mean 4.00 ms, slow 50 % (1), 0 run again, 0 held their connection for long",
    "running  transaction of select note for 12 ms, has its connection for 3.00 ms, last update note",
    "2 wait for a connection or the writer",
    "2 of 9 statements, most time first:",
    "1f3a09c2  select note  50 % of the time",
    "  2 times, mean 4.00 ms, p95 4.00 ms, longest 400 ms, 1 slow",
    '  select * from "note" where "kind" = ?',
    "    SCAN note",
    "  hint: reads all rows of note; an index on (kind) may help",
    "1f3a09c2  select note  0.40 % of the time",
    "  once, mean 4.00 ms, p95 4.00 ms, longest 4.00 ms",
    '  select * from "note" where "kind" = ?',
  ]);
});
