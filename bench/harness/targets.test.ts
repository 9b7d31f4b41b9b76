import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownTable, median, pairedRatios, quantile } from "./stats.ts";
import { judge } from "./targets.ts";

test("a target whose contestant or peer did not run is never a pass", () => {
  for (const { verdict } of judge(new Map())) assert.equal(verdict, "NOT MEASURED");
  const alone = judge(new Map([["plinth-session", [20, 20]]]));
  for (const { verdict } of alone) assert.equal(verdict, "NOT MEASURED");
});

test("targets compare CPU per request within the same round", () => {
  const judged = judge(
    new Map([
      ["node-http", [20, 40, 20]],
      ["plinth-session", [40, 80, 40]],
      ["fastify-hardened", [80, 160, 80]],
    ]),
  ).filter(({ contestant }) => contestant === "plinth-session");
  assert.deepEqual(
    judged.map(({ peer, ratio, verdict }) => [peer, ratio, verdict]),
    [
      ["node-http", 0.5, "holds"],
      ["fastify-hardened", 2, "MISSED"],
      ["express-hardened", undefined, "NOT MEASURED"],
      ["better-auth", undefined, "NOT MEASURED"],
    ],
  );
});

test("quantiles interpolate, and say NaN when there is nothing", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.ok(Number.isNaN(median([])));
  assert.deepEqual(pairedRatios([10, 10], [5, Number.NaN, 5]), [2]);
});

test("tables are aligned", () => {
  assert.equal(
    markdownTable(["a", "bb"], [["ccc", "d"]]),
    "| a   | bb |\n|-----|----|\n| ccc | d  |",
  );
});
