import { createBlocks, offsetOf, pageIndexOf } from "./blocks.ts";
import { createPlans, type Plan, type Plans, type WindowPlan } from "./plans.ts";
import {
  adopt,
  behindRing,
  capacityOf,
  initRing,
  type RingPlace,
  ringSize,
  settle,
  shiftRing,
  slotsFor,
  slotsToAdopt,
} from "./window-ring.ts";

/**
 * What keys used, in blocks: the number of the plan, then a ring for each of its windows. A key that
 * came once takes 16 bytes beside its place in the map.
 */
export interface Entries {
  readonly plans: Plans;
  readonly pages: readonly Int32Array[];
  readonly pageOf: (handle: number) => Int32Array;
  readonly planOf: (handle: number) => Plan;
  /** An entry without calls. */
  readonly create: (plan: Plan) => number;
  readonly release: (handle: number) => void;
  /** The entry, or one that took its place, with room for so many calls more in every window. */
  readonly reserve: (handle: number, cost: number) => number;
  /** The entry that takes the place of one, by another plan; windows of one length keep their calls. */
  readonly replan: (handle: number, plan: Plan) => number;
  /** How much of its tightest window is used, 0 to 1; 0 when nothing counts any more. */
  readonly fillOf: (handle: number, now: number) => number;
  /** Moves all instants of an entry back. */
  readonly shift: (handle: number, milliseconds: number) => void;
}

/** A quarter more, so that moving stays rare; most keys make few calls. */
const grownTo = (needed: number, { mostSlots, isNarrow }: WindowPlan): number => {
  const quarterMore = Math.min(mostSlots, Math.max(needed, Math.ceil(needed * 1.25)));
  const capacity = needed <= 2 ? needed : quarterMore;
  // The newest slot stands alone and two others share a number: an even count would leave a half.
  return isNarrow && capacity > 1 ? capacity | 1 : capacity;
};

/** Where the rings of an entry lie. */
const placesOf = (page: Int32Array, begin: number, plan: Plan): readonly RingPlace[] => {
  let at = begin + 1;
  return plan.windows.map((window) => {
    const place = { page, at, window };
    at = behindRing(page, at, window);
    return place;
  });
};

const sizeBy = ({ windows }: Plan, capacities: readonly number[]): number =>
  windows.reduce((sum, window, at) => sum + ringSize(window, capacities[at] ?? 1), 1);

/** Builds a store of entries. */
export const createEntries = (): Entries => {
  const blocks = createBlocks();
  const plans = createPlans();

  const pageOf = (handle: number): Int32Array => {
    const page = blocks.pages[pageIndexOf(handle)];
    if (page === undefined) throw new RangeError(`no entry ${handle}`);
    return page;
  };

  const planOf = (handle: number): Plan => {
    const plan = plans.list[pageOf(handle)[offsetOf(handle)] ?? -1];
    if (plan === undefined) throw new RangeError(`no plan of entry ${handle}`);
    return plan;
  };

  const ringsOf = (handle: number): readonly RingPlace[] =>
    placesOf(pageOf(handle), offsetOf(handle), planOf(handle));

  const make = (plan: Plan, capacities: readonly number[]): number => {
    const handle = blocks.take(sizeBy(plan, capacities));
    const page = pageOf(handle);
    let at = offsetOf(handle);
    plans.use(plan);
    page[at] = plan.id;
    at += 1;
    plan.windows.forEach((window, index) => {
      initRing(page, at, capacities[index] ?? 1);
      at = behindRing(page, at, window);
    });
    return handle;
  };

  const release = (handle: number): void => {
    plans.release(planOf(handle));
    blocks.giveBack(handle);
  };

  /** An entry with these capacities in the place of another one. */
  const move = (from: number, plan: Plan, capacities: readonly number[]): number => {
    const before = ringsOf(from);
    const handle = make(plan, capacities);
    for (const ring of ringsOf(handle)) {
      const old = before.find(({ window }) => window.seconds === ring.window.seconds);
      if (old !== undefined) adopt(ring, old);
    }
    release(from);
    return handle;
  };

  return {
    plans,
    pages: blocks.pages,
    pageOf,
    planOf,
    create: (plan) =>
      make(
        plan,
        plan.windows.map(() => 1),
      ),
    release,
    reserve: (handle, cost) => {
      const rings = ringsOf(handle);
      let isEnough = true;
      const capacities = rings.map(({ page, at, window }) => {
        const needed = slotsFor(page, at, window, cost);
        const capacity = capacityOf(page, at);
        if (needed <= capacity) return capacity;
        isEnough = false;
        return grownTo(needed, window);
      });
      return isEnough ? handle : move(handle, planOf(handle), capacities);
    },
    replan: (handle, plan) => {
      const rings = ringsOf(handle);
      const capacities = plan.windows.map((window) => {
        const old = rings.find((ring) => ring.window.seconds === window.seconds);
        return old === undefined ? 1 : Math.max(1, slotsToAdopt(window, old));
      });
      return move(handle, plan, capacities);
    },
    fillOf: (handle, now) => {
      const page = pageOf(handle);
      let at = offsetOf(handle) + 1;
      let fill = 0;
      for (const window of planOf(handle).windows) {
        const used = settle(page, at, window, now * window.unitsPerMs);
        fill = Math.max(fill, used / window.limit);
        at = behindRing(page, at, window);
      }
      return fill;
    },
    shift: (handle, milliseconds) => {
      for (const ring of ringsOf(handle)) shiftRing(ring, milliseconds * ring.window.unitsPerMs);
    },
  };
};
