/**
 * Measures the planner: CPU milliseconds of 7-day and 1-day plans over profiles and seeds, the gap,
 * and what the verifier finds (MEAL-04). Usage: node measure-planner.ts [seeds] [--all] (all diets x patterns x kcal, one seed).
 */
import {
  createPlanner,
  DIETS,
  loadPlannerData,
  loadVerifierTables,
  normaliseRequest,
  PATTERNS,
  type PlanRequest,
  type PlanRequestInput,
  verifyPlan,
} from "../core/index.ts";
import { PROFILES } from "./profiles.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);

const planner = createPlanner(loadPlannerData());
const tables = loadVerifierTables();

type Measured = {
  readonly ms: number;
  readonly gap: number | null;
  readonly conflicts: string;
  readonly violations: number;
};

function request(input: Omit<PlanRequestInput, "startDate">): PlanRequest {
  const result = normaliseRequest({ ...input, startDate: "2026-01-05" });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.request;
}

function measure(wanted: PlanRequest): Measured {
  const before = process.cpuUsage();
  const result = planner.plan(wanted);
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  if (!result.ok) return { ms, gap: null, conflicts: result.conflicts.join("+"), violations: 0 };
  const violations = verifyPlan(result.plan, tables).length;
  return { ms, gap: result.plan.gap ?? 1, conflicts: "", violations };
}

const quantile = (values: readonly number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ??
  0;

function table(days: number, seeds: number): void {
  const all: number[] = [];
  const gaps: number[] = [];
  let refused = 0;
  let broken = 0;
  for (const profile of PROFILES) {
    const times: number[] = [];
    const own: number[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { ms, gap, violations } = measure(request({ ...profile, days, seed }));
      times.push(ms);
      broken += violations;
      if (gap === null) refused += 1;
      else own.push(gap);
    }
    all.push(...times);
    gaps.push(...own);
    print(
      `${days}d ${String(profile.diet).padEnd(14)} p50 ${quantile(times, 0.5).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms; gap p50 ${quantile(own, 0.5)}, p95 ${quantile(own, 0.95)}`,
    );
  }
  print(
    `${days}-day plans: CPU p50 ${quantile(all, 0.5).toFixed(1)} ms, p95 ${quantile(all, 0.95).toFixed(1)} ms, max ${Math.max(...all).toFixed(0)} ms; gap p50 ${quantile(gaps, 0.5)}, p95 ${quantile(gaps, 0.95)}; refused ${refused} of ${all.length}; ${broken} violations`,
  );
}

function matrix(): void {
  for (const diet of DIETS) {
    for (const pattern of PATTERNS) {
      const cells = [1500, 2000, 2500, 3000].map((kcal) => {
        const { ms, gap, conflicts } = measure(
          request({ days: 7, diet: diet.id, pattern: pattern.id, kcal, seed: 7 }),
        );
        return gap === null ? `${kcal}: no (${conflicts})` : `${kcal}: ${ms.toFixed(0)} ms`;
      });
      print(`${diet.id} ${pattern.id}  ${cells.join("  ")}`);
    }
  }
}

if (process.argv.includes("--all")) matrix();
else {
  const seeds = Number(process.argv[2] ?? 10);
  measure(request({ days: 7 }));
  table(7, seeds);
  table(1, seeds);
}
