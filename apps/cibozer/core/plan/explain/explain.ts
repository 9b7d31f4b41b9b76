import type { PlanRequest } from "../../model/request.ts";
import { createSolveContext, type PlannerContext, type SolveContext } from "../context.ts";
import { requestFilters, type Waterfall, waterfall } from "../filters.ts";
import { FULL_EFFORT, PROBE_EFFORT, solve } from "../solve.ts";
import { closestDay, type Nearest, nearestChange, singleValues } from "./nearest.ts";

/**
 * A refusal. `conflicts` names constraints of the request; without them (and with the others kept)
 * the request was solved. No member of it can be put back. "excludeAllergens:…" occurs only when
 * nothing else helps, and is never proposed as a change. A swap that cannot be made names
 * "otherMeals" (the day's other recipes), a resolve "locked".
 */
export type Infeasible = {
  readonly ok: false;
  readonly conflicts: readonly string[];
  readonly nearest: Nearest;
  readonly waterfall: Waterfall;
};

/** A constraint that can be taken out of a request. */
type Relaxation = { readonly name: string; readonly relax: (request: PlanRequest) => PlanRequest };

/**
 * The constraints of a request, those first that a person would give up last. Only what differs
 * from a plain request counts as a constraint.
 */
function relaxations(request: PlanRequest): readonly Relaxation[] {
  const plain: readonly (readonly [string, boolean, Partial<PlanRequest>])[] = [
    ["diet", request.diet !== "standard", { diet: "standard" }],
    ["kcal", request.kcal !== 2000, { kcal: 2000 }],
    ["never", request.never.length > 0, { never: [] }],
    ["dislikes", request.dislikes.length > 0, { dislikes: [] }],
    ["pattern", request.pattern !== "three-meals", { pattern: "three-meals" }],
    ["days", request.days > 1, { days: 1 }],
    ["budget", request.budget !== null, { budget: null }],
    ["cuisines", request.cuisines.length > 0, { cuisines: [] }],
    ["maxMinutes", request.maxMinutes !== null, { maxMinutes: null }],
    ["leftovers", request.leftovers !== "none", { leftovers: "none" }],
  ];
  const allergens = request.excludeAllergens.map(
    (allergen): Relaxation => ({
      name: `excludeAllergens:${allergen}`,
      relax: (r) => ({ ...r, excludeAllergens: r.excludeAllergens.filter((a) => a !== allergen) }),
    }),
  );
  const others = plain
    .filter(([, present]) => present)
    .map(([name, , change]): Relaxation => ({ name, relax: (r) => ({ ...r, ...change }) }));
  return [...allergens, ...others];
}

/** The request without the named constraints. */
export function withoutConstraints(request: PlanRequest, names: readonly string[]): PlanRequest {
  return relaxations(request)
    .filter(({ name }) => names.includes(name))
    .reduce((changed, { relax }) => relax(changed), request);
}

/** Weeks that a probe looks at: the third is no harder than the second. */
const PROBE_DAYS = 14;

/** Explains a request that could not be solved, by solving weaker ones. */
export function explain(planner: PlannerContext, request: PlanRequest): Infeasible {
  const probe = (changed: PlanRequest) => {
    const days = Math.min(changed.days, PROBE_DAYS);
    return solve(createSolveContext(planner, { ...changed, days }), PROBE_EFFORT) !== null;
  };
  const solvable = (changed: PlanRequest) =>
    solve(createSolveContext(planner, changed), FULL_EFFORT) !== null;
  let conflicts = findConflicts(request, probe);
  // What probes found is said only after the whole request was solved without it.
  if (!solvable(withoutConstraints(request, conflicts))) {
    conflicts = findConflicts(request, solvable);
  }
  const relaxed = withoutConstraints(request, conflicts);
  const { change } = nearestChange(request, relaxed, conflicts, probe);
  // The same care for the proposal: one that the whole request fails with is not made.
  const sure = change && solvable({ ...relaxed, ...change }) ? change : undefined;
  const context = createSolveContext(planner, request);
  return {
    ...refuse(context, conflicts),
    nearest: {
      ...(sure ? { change: sure } : {}),
      ...(sure && conflicts.length === 1 ? singleValues(request, sure, solvable) : {}),
      ...closestDay(context),
    },
  };
}

/** A refusal with known conflicts and nothing tried. */
export function refuse(context: SolveContext, conflicts: readonly string[]): Infeasible {
  const { filters } = requestFilters(context.request, context.data);
  return { ok: false, conflicts, nearest: {}, waterfall: waterfall(context.facts, filters) };
}

/**
 * A set of constraints whose removal makes the request solvable, of which none can be kept: take
 * everything out but the allergens, then put back what can be put back, dearest first. Allergens
 * are touched only if that is not enough.
 */
function findConflicts(
  request: PlanRequest,
  solvable: (request: PlanRequest) => boolean,
): readonly string[] {
  const all = relaxations(request).map(({ name }) => name);
  const safety = (name: string) => name.startsWith("excludeAllergens:");
  const soft = all.filter((name) => !safety(name));
  let out = soft;
  if (!solvable(withoutConstraints(request, out))) {
    out = all;
    if (!solvable(withoutConstraints(request, out))) return all;
  }
  for (const name of all) {
    if (!out.includes(name)) continue;
    const fewer = out.filter((other) => other !== name);
    if (fewer.length > 0 && solvable(withoutConstraints(request, fewer))) out = fewer;
  }
  return out;
}
