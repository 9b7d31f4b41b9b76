import { expect, test } from "vitest";
import {
  createPlanner,
  loadPlannerData,
  loadVerifierTables,
  normaliseRequest,
  verifyPlan,
} from "../core/index.ts";
import { PROFILES } from "./profiles.ts";

/** PROPERTY_RUNS=full takes the 50 seeds of MEAL-04; a number from 100 on a part; else a sample. */
const wanted = process.env["PROPERTY_RUNS"] ?? "100";
const seeds = wanted === "full" ? 50 : Math.max(1, Math.min(50, Math.round(Number(wanted) / 33)));

test(
  `MEAL-04, P-109: nine profiles x ${seeds} seeds break no rule and lie within 2 % of their pools`,
  () => {
    const planner = createPlanner(loadPlannerData());
    const tables = loadVerifierTables();
    const gaps: number[] = [];
    for (const profile of PROFILES) {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const asked = normaliseRequest({ ...profile, days: 7, seed, startDate: "2026-01-05" });
        if (!asked.ok) throw new Error(JSON.stringify(asked.problems));
        const result = planner.plan(asked.request);
        const name = `${profile.diet} seed ${seed}`;
        if (!result.ok) throw new Error(`${name}: refused, ${result.conflicts.join()}`);
        expect(verifyPlan(result.plan, tables), name).toEqual([]);
        gaps.push(result.plan.gap ?? 1);
      }
    }
    const sorted = gaps.sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThanOrEqual(0.02);
  },
  60_000 + seeds * 15_000,
);
