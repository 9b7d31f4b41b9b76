import { isApiError } from "@plinth/console";
import { useCallback } from "react";
import type { RecipePage } from "../kitchen/messages.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** Loads an own recipe as plans show it; null where it was deleted since, or is another's. */
export const useOwnRecipePage = (): ((id: string) => Promise<RecipePage | null>) => {
  const api = useRecipesApi();
  return useCallback(
    async (id) => {
      try {
        const { contains, mayContain, ...own } = await api.load(id);
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
