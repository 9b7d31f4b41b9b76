import fc from "fast-check";
import { expect, it } from "vitest";
import {
  createPlanner,
  loadPlannerData,
  loadVerifierTables,
  normaliseRequest,
  type Plan,
  verifyPlan,
} from "#core";
import { applyEdit, type Edit, marksOf, menuOf, placedOf } from "./edit.ts";

const planner = createPlanner(loadPlannerData());
const tables = loadVerifierTables();
/** What holds whatever a person does; targets, shares, variety and places are theirs to miss. */
const ALWAYS = [
  ...["recipe", "portion", "diet", "allergen", "dislike", "maxMinutes"],
  ...["groceries", "stated", "date", "days", "gap"],
];
const LEAST_KCAL = 1150;
const NOTHING = { locked: [], notes: [], leftovers: [] };

const planOf = (seed: number): Plan => {
  const wishes = { days: 3, kcal: 1300, diet: "pescatarian", excludeAllergens: ["milk", "nuts"] };
  const asked = normaliseRequest({ ...wishes, seed, startDate: "2026-01-05" } as never);
  if (!asked.ok) throw new Error("no request");
  const made = planner.plan(asked.request);
  if (!made.ok) throw new Error("no plan");
  return made.plan;
};

const place = fc.record({
  day: fc.integer({ min: 0, max: 2 }),
  slot: fc.constantFrom("breakfast", "lunch", "dinner", "lunch-2"),
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom("move" as const, "copy" as const), from: place, to: place }),
  fc.record({
    kind: fc.constant("portion" as const),
    at: place,
    portion: fc.integer({ min: 2, max: 10 }).map((quarters) => quarters / 4),
  }),
  fc.record({ kind: fc.constant("lock" as const), at: place, locked: fc.boolean() }),
  fc.record({ kind: fc.constant("leftover" as const), at: place, leftover: fc.boolean() }),
  fc.record({ kind: fc.constant("note" as const), at: place, text: fc.string({ maxLength: 9 }) }),
);

it("P-110, P-111, P-113: after any changes by hand nothing excluded is eaten, every sum is right, no day is under the floor", () => {
  const plans = [planOf(1), planOf(2)];
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.array(edit, { maxLength: 12 }), (made, edits) => {
      let plan = made;
      let menu = menuOf(plan, NOTHING);
      for (const one of edits) {
        const next = applyEdit(menu, one);
        if (next === undefined) continue;
        // What is kept of marks is what is found again.
        expect(menuOf(plan, marksOf(menu))).toEqual(menu);
        const { request } = plan;
        const composed = planner.compose({ request, days: placedOf(next), before: plan });
        if (!composed.ok) {
          expect(["floor", "ceiling"]).toContain(composed.broken);
          continue;
        }
        [plan, menu] = [composed.plan, next];
        const broken = verifyPlan(plan, tables).filter(({ rule }) => ALWAYS.includes(rule));
        expect(broken).toEqual([]);
        for (const { totals } of plan.days) {
          expect(totals.energyKcal).toBeGreaterThanOrEqual(LEAST_KCAL);
        }
        // Taking it back is placing what was there: the plan that was made, exactly.
        const back = planner.compose({
          request,
          days: placedOf(menuOf(made, NOTHING)),
          before: plan,
        });
        expect(back).toEqual({ ok: true, plan: { ...made, gap: null } });
      }
    }),
    { numRuns: 40 },
  );
});
