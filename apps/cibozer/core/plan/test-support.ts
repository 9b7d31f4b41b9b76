import { loadPlannerData } from "../catalog/data.ts";
import type { Plan } from "../model/plan.ts";
import { normaliseRequest, type PlanRequest, type PlanRequestInput } from "../model/request.ts";
import type { PlanResult } from "./change/swap.ts";

/** The shipped tables, decoded once per test file. */
export const shippedData = loadPlannerData();

/** A normalised request for tests. Throws when the input is no request. */
export function requestOf(input: Omit<PlanRequestInput, "startDate"> = {}): PlanRequest {
  const result = normaliseRequest({ startDate: "2026-01-05", ...input });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.request;
}

/** The plan of a result. Throws, with the reason, when there is none. */
export function planOf(result: PlanResult): Plan {
  if (!result.ok) throw new Error(`refused: ${result.conflicts.join(", ")}`);
  return result.plan;
}
