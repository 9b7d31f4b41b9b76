import type { Languages } from "plinth";
import { recipeTitle } from "#core/model";
import { createSentenceReader, type SentenceReader } from "#core/words";
import type { Solver } from "../solver/index.ts";

/** The other language that sentences are read in (decision 74). */
const OTHER = "de";

/**
 * Gives a reader that knows the shipped dishes by their titles. The planner's thread has them and is asked
 * once; where it is busy, sentences are read without dishes, and the next one asks again.
 */
export const createDishReader = (parts: {
  readonly solver: Pick<Solver, "run">;
  readonly languages: Pick<Languages, "texts">;
}): ((signal: AbortSignal) => Promise<SentenceReader>) => {
  let known: SentenceReader | undefined;
  return async (signal) => {
    if (known !== undefined) return known;
    try {
      const { recipes } = await parts.solver.run({ kind: "recipes" }, signal);
      const t = parts.languages.texts(OTHER);
      known = createSentenceReader(
        recipes.map(({ id, title }) => ({ id, title, titles: [recipeTitle(t, { id, title })] })),
      );
      return known;
    } catch {
      return createSentenceReader();
    }
  };
};
