import type { ModuleProbe, ProbeTarget } from "plinth";
import type { PlanService } from "./service.ts";

/** What nobody gets through a week without noticing. */
const EXCLUDED = ["milk", "gluten", "egg"] as const;
const DAYS = 3;

interface Foods {
  readonly foods: readonly { readonly id: string; readonly contains: readonly string[] }[];
}

interface PlanAnswer {
  readonly days: readonly {
    readonly meals: readonly {
      readonly recipe: { readonly title: string };
      readonly ingredients: readonly { readonly food: string }[];
    }[];
  }[];
}

/** What each food holds, by its id, as the public catalogue has it. */
const readFoods = async ({ ask }: ProbeTarget): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { foods = [] } = ((await ask("/api/v1/foods")).json ?? {}) as Partial<Foods>;
  return new Map(foods.map(({ id, contains }) => [id, contains]));
};

/** MEAL-06, seen as whoever eats sees it: no solver and no verifier of ours has a part in it. */
export const plansKeepAllergensOut: ModuleProbe<PlanService> = {
  id: "plans-keep-allergens-out",
  claim: "A plan of somebody with allergies holds no food that has what they exclude",
  requirements: ["MEAL-06", "P-110"],
  standard: "Regulation (EU) 1169/2011, annex II",
  owasp: "none",
  severity: "critical",
  depth: "touch",
  remedy: "Give every request to the solver as it was made; leave foods out by `contains`.",
  run: async (target) => {
    const foods = await readFoods(target);
    const person = await target.person();
    const faults = [];
    const leftOut = [];
    let checked = 0;
    for (const allergen of EXCLUDED) {
      const body = { days: DAYS, excludeAllergens: [allergen] };
      const answer = await person.ask("/api/v1/plans", { method: "POST", body, timeoutMs: 20_000 });
      if (answer.status !== 201) {
        leftOut.push(`a plan without ${allergen} (${answer.status})`);
        continue;
      }
      const { days } = answer.json as PlanAnswer;
      for (const { recipe, ingredients } of days.flatMap(({ meals }) => meals)) {
        checked += 1;
        const bad = ingredients.find(({ food }) => foods.get(food)?.includes(allergen) ?? true);
        if (bad === undefined) continue;
        faults.push({ what: `${recipe.title} has ${bad.food}, without ${allergen}`, answer });
      }
    }
    const of = "meals of plans that exclude an allergen";
    return { faults, checked, of, wanted: "no food that contains it", leftOut };
  },
  twin: {
    what: "plans for everybody as if they had no allergy",
    breaks: (plans) => ({
      ...plans,
      create: (owner, body, signal) =>
        plans.create(owner, { ...body, excludeAllergens: [] }, signal),
    }),
  },
};
