import { useLetters } from "../letters/letters.tsx";
import { type Ticks, ticksOf } from "../letters/words.ts";

/**
 * What is in the basket: at once on this device, on the server as soon as it can be reached, and
 * from there on all others. What waits is forgotten when the person signs out.
 */
export const useChecks = (plan: string, known: readonly string[]) => {
  const { waiting, kept, put } = useLetters();
  const pending = ticksOf(plan, waiting);
  const done = new Set(known);
  for (const [food, isDone] of Object.entries(pending)) {
    if (isDone) done.add(food);
    else done.delete(food);
  }
  const set = (changes: Ticks) => put({ kind: "ticks", plan, changes });
  return { done, kept: Object.keys(ticksOf(plan, kept)).length, set };
};
