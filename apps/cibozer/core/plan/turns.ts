import { isContributedId } from "../model/own-recipe.ts";
import type { PlanRequest } from "../model/request.ts";
import type { RecipeFacts } from "../solver/facts.ts";
import { createRandom, mixSeed } from "../solver/random.ts";

/**
 * Recipes that people gave to all, of those that suit a request, that a plan chooses from for each
 * meal of a day. A search costs by what it chooses from: hundreds more would double it (MEAL-04).
 */
export const TURN = 20;

/** So that turns are no echo of what else is drawn from a seed. */
const TURNS = 0x7475726e;

/**
 * The recipes of `allowed` whose turn it is: all that ship, are the person's own, were rated or
 * stand in the plan already (`standing`), and of what others gave as many as a meal chooses from.
 * Another seed, another turn: over the weeks each gets its own.
 */
export function inTurn(
  allowed: readonly RecipeFacts[],
  { seed, ratings }: Pick<PlanRequest, "seed" | "ratings">,
  standing: ReadonlySet<string> = new Set(),
): readonly RecipeFacts[] {
  const waiting = allowed.filter(
    ({ recipe: { id } }) => isContributedId(id) && !(id in ratings) && !standing.has(id),
  );
  if (waiting.length <= TURN) return allowed;
  const random = createRandom(mixSeed(seed, TURNS));
  const drawn = waiting.map((facts) => ({ facts, at: random() })).sort((a, b) => a.at - b.at);
  const taken = new Map<string, number>();
  const resting = new Set<RecipeFacts>();
  for (const { facts } of drawn) {
    const { slots } = facts.recipe;
    if (slots.every((slot) => (taken.get(slot) ?? 0) >= TURN)) resting.add(facts);
    else for (const slot of slots) taken.set(slot, (taken.get(slot) ?? 0) + 1);
  }
  return allowed.filter((facts) => !resting.has(facts));
}
