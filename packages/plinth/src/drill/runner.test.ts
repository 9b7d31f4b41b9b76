import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "#core";
import { readReport } from "#readiness";
import {
  type Drill,
  DrillFault,
  NotApplicableError,
  NotRunError,
  type Outcome,
  type Scene,
} from "./drill.ts";
import { DRILLS } from "./drills/index.ts";
import { DRILL_SABOTAGES } from "./instance/sabotages.ts";
import { runDrills } from "./runner.ts";
import { drillMarkdown } from "./views.ts";

const CLEAN: Outcome = { lost: { what: "things", of: 3, lost: 0 }, faults: [] };

const drillOf = (id: string, run: (scene: Scene) => Promise<Outcome>): Drill => ({
  ...{ id, claim: "It holds", holds: ["it holds"], requirements: ["EVID-17"], standard: "none" },
  ...{ severity: "high", remedy: "hold it", shelfLifeDays: 7, sabotages: [], run },
});

const runAll = (drills: readonly Drill[]) =>
  runDrills({ drills, name: "test", clock: createManualClock(), version: "0", seed: 1 });

const OUTCOMES: Readonly<Record<string, () => Promise<Outcome>>> = {
  pass: async () => CLEAN,
  fail: async () => ({ ...CLEAN, faults: ["it broke"] }),
  "not-run": () => Promise.reject(new NotRunError("no PostgreSQL here")),
  "not-applicable": () => Promise.reject(new NotApplicableError("no accounts")),
};

test("P-068, EVID-01: whatever drills end with, only those without a fault count, and for as long as they say", async () => {
  const verdicts = fc.array(fc.constantFrom(...Object.keys(OUTCOMES)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(verdicts, async (names) => {
      const drills = names.map((name) => drillOf("one", OUTCOMES[name] ?? (async () => CLEAN)));
      const report = await runAll(drills);
      const applicable = names.filter((name) => name !== "not-applicable").length;
      const passed = names.filter((name) => name === "pass").length;
      expect(report.drills.map(({ verdict }) => verdict)).toEqual(names);
      expect(report.score).toEqual({ value: passed, denominator: applicable });
      const counting = report.drills.filter(({ validUntil }) => validUntil !== null);
      expect(counting.length).toBe(passed);
    }),
    { numRuns: 30 },
  );
});

test("EVID-14: a passed drill counts for its shelf life from its end", async () => {
  const [record] = (await runAll([drillOf("one", async () => CLEAN)])).drills;
  expect(record?.validUntil).toBe(new Date(Date.UTC(2026, 0, 8)).toISOString());
});

test("EVID-01: what does not come back fails; what breaks in the drill itself did not run", async () => {
  const report = await runAll([
    drillOf("gone", () => Promise.reject(new DrillFault("it did not start again"))),
    drillOf("broken", () => Promise.reject(new TypeError("undefined is not a function"))),
  ]);
  expect(report.drills.map(({ verdict }) => verdict)).toEqual(["fail", "not-run"]);
  expect(report.drills[0]?.faults).toEqual(["it did not start again"]);
});

test("EVID-17: everything a drill opened is closed, last come first, also where it throws", async () => {
  const order: string[] = [];
  let path = "";
  const report = await runAll([
    drillOf("throws", async (scene) => {
      path = scene.directory();
      expect(existsSync(path)).toBe(true);
      scene.defer(() => order.push("first"));
      scene.defer(() => Promise.reject(new Error("it hangs on")));
      scene.defer(() => order.push("last"));
      scene.incident.note("something happens");
      throw new Error("oops");
    }),
  ]);
  expect(order).toEqual(["last", "first"]);
  expect(existsSync(path)).toBe(false);
  expect(report.drills[0]?.steps.map(({ what }) => what)).toEqual([
    "something happens",
    "could not be cleaned up: Error: it hangs on",
  ]);
});

test("EVID-17: a drill that goes on after its end opens nothing that stays", async () => {
  let late: Scene | undefined;
  await runAll([
    drillOf("one", async (scene) => {
      late = scene;
      return CLEAN;
    }),
  ]);
  await expect(late?.start()).rejects.toThrow("the drill is over");
  expect(existsSync(late?.directory() ?? "/")).toBe(false);
});

test("EVID-17: the report is one that plinth report and plinth audit can read", async () => {
  const report = await runAll([drillOf("one", async () => CLEAN)]);
  const read = readReport(JSON.stringify(report));
  expect(read.depth).toBe("drill");
  expect(read.lines[0]?.command).toBe("plinth drill one --seed 1");
});

test("EVID-17: Markdown tells verdict, figures and timeline, and nothing in it is markup", async () => {
  const report = await runAll([
    drillOf("one", async ({ incident }) => {
      incident.note("<b>`it` | broke</b>\n# loud");
      return { ...CLEAN, detectMs: 1_234, faults: ["[a](http://b)"] };
    }),
  ]);
  const text = drillMarkdown(report);
  expect(text).toContain("| one | fail | 1.23 s | - | 0 of 3 things |");
  expect(text).toContain("- \\[a\\](http://b)");
  expect(text).toContain("\\<b\\>\\`it\\` \\| broke\\</b\\> \\# loud |");
});

test("EVID-03: every drill names a switch that must turn it red, and every switch belongs to a drill", () => {
  const named = DRILLS.flatMap(({ sabotages }) => sabotages);
  for (const { sabotages } of DRILLS) expect(sabotages.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set(Object.keys(DRILL_SABOTAGES)));
  expect(new Set(DRILLS.map(({ id }) => id)).size).toBe(DRILLS.length);
});
