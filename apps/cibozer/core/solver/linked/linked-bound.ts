import type { CountedMenu } from "../usage.ts";
import { lagrangianBound, netOf, usesAllowed } from "../week-bound.ts";
import type { LinkedPools } from "./linked-pools.ts";
import { type Link, leftBy } from "./links.ts";

/** A menu with what it leaves for the next day. */
type Leaving = readonly [menu: CountedMenu, left: number];
/** The menus of a day by what is left for it. */
type Layer = readonly (readonly [left: number, menus: readonly Leaving[]])[];
/** The best way to a day: its worth, and its menus from the last to the first. */
type Way = { readonly worth: number; readonly menu?: CountedMenu; readonly before?: Way };

/** What a bound is worked out from. */
export type BoundInput = {
  readonly pools: LinkedPools;
  readonly links: readonly (readonly Link[])[];
  readonly days: number;
  /** What is left for the first day. */
  readonly first: number;
  readonly recipes: number;
  /** Quality of a choice that is known. */
  readonly found: number;
};

/**
 * A bound on the summed quality of any choice of menus from the pools in which every day takes what
 * the day before leaves and no recipe is eaten more often than a week allows; the other variety rules
 * are left out. The Lagrangian dual of `weekBound`, over ways through the days instead of single days.
 */
export function linkedBound(input: BoundInput): number {
  const layers = layersOf(input);
  const menus = layers.flat().flatMap(([, leaving]) => leaving.map(([menu]) => menu));
  return lagrangianBound(usesAllowed(menus, input.recipes), input.found, (prices, slack) => {
    const way = bestWay(layers, input.first, prices);
    for (let at = way; at; at = at.before) {
      for (const r of at.menu?.menu.recipes ?? []) slack[r] = (slack[r] ?? 0) - 1;
    }
    return way?.worth ?? 0;
  });
}

const layersOf = ({ pools, links, days }: BoundInput): readonly Layer[] =>
  Array.from({ length: days }, (_, day) =>
    [...pools.made(day)].map(([left, pool]) => {
      const out = links[day + 1] ?? [];
      return [left, pool.menus().map((menu) => [menu, leftBy(menu, out)] as const)] as const;
    }),
  );

/** The way of most worth after payment; undefined where the pools do not meet. */
function bestWay(layers: readonly Layer[], first: number, prices: Float64Array): Way | undefined {
  let ways = new Map<number, Way>([[first, { worth: 0 }]]);
  for (const layer of layers) {
    const next = new Map<number, Way>();
    for (const [left, menus] of layer) {
      const before = ways.get(left);
      if (!before) continue;
      for (const [menu, leaves] of menus) {
        const worth = before.worth + netOf(menu, prices);
        if (worth > (next.get(leaves)?.worth ?? Number.NEGATIVE_INFINITY)) {
          next.set(leaves, { worth, menu, before });
        }
      }
    }
    ways = next;
  }
  return [...ways.values()].reduce<Way | undefined>(
    (best, way) => (best && best.worth >= way.worth ? best : way),
    undefined,
  );
}
