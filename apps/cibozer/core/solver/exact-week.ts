import type { VarietyNeeds } from "../rules/variety.ts";
import { type CountedMenu, shortfall, type Usage } from "./usage.ts";

/** Days with every menu there is. */
export type ExactInput = {
  readonly pools: readonly (readonly CountedMenu[])[];
  readonly firstDay: number;
  readonly usage: Usage;
  readonly needs: VarietyNeeds;
};

/** Branches looked at before the search gives up. */
const NODE_LIMIT = 60_000;

/**
 * Depth-first search for one menu per day that keeps the variety rules, cheap menus first. null =
 * impossible, or (beyond NODE_LIMIT branches) not found. Leaves `usage` as it found it.
 */
export function exactWeek(input: ExactInput): readonly CountedMenu[] | null {
  const { pools, usage, needs, firstDay } = input;
  const path: CountedMenu[] = [];
  let nodes = 0;

  const satisfied = () => {
    const or = (get: (m: CountedMenu) => number) => path.reduce((mask, m) => mask | get(m), 0);
    const fish = path.reduce((sum, m) => sum + m.fishDishes, 0);
    return (
      shortfall(
        needs,
        or((m) => m.cuisines),
        or((m) => m.sources),
        fish,
      ) === 0
    );
  };
  const place = (day: number): boolean => {
    if (day === pools.length) return satisfied();
    for (const menu of pools[day] ?? []) {
      nodes += 1;
      if (nodes > NODE_LIMIT) return false;
      if (usage.excess(firstDay + day, menu) > 0) continue;
      usage.add(firstDay + day, menu);
      path.push(menu);
      const found = place(day + 1);
      usage.remove(firstDay + day, menu);
      if (found) return true;
      path.pop();
    }
    return false;
  };

  return place(0) ? path : null;
}
