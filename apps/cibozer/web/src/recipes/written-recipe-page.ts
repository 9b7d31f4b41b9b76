import { isApiError } from "@plinth/console";
import { useCallback } from "react";
import { isContributedId } from "#core";
import type { RecipePage } from "../kitchen/messages.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** Loads a recipe that somebody wrote as plans show it; null where it is gone, or not for the reader. */
export const useWrittenRecipePage = (): ((id: string) => Promise<RecipePage | null>) => {
  const api = useRecipesApi();
  return useCallback(
    async (id) => {
      try {
        const load = isContributedId(id) ? api.loadContributed : api.load;
        const { contains, mayContain, ...own } = await load(id);
        const { title, slots, servings, prepMinutes, cookMinutes, steps } = own;
        const words = { id, title, slots, servings, prepMinutes, cookMinutes, steps };
        const recipe = { ...words, cuisine: "general", family: "bowl", ingredients: [] } as const;
        return { recipe, contains, mayContain };
      } catch (error) {
        if (isApiError(error) && (error.status === 404 || error.status === 401)) return null;
        throw error;
      }
    },
    [api],
  );
};
