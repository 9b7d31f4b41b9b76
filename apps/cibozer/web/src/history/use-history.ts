import { describeError, useRuntime, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { createHistoryApi, type EatenMeal, type HistoryPart } from "../api/history-api.ts";

const ALL = ["history"] as const;
const keyOf = (until: string | undefined) => [...ALL, until ?? "now"] as const;

const useHistoryApi = () => {
  const { client } = useRuntime();
  return useMemo(() => createHistoryApi(client), [client]);
};

/** Four weeks of what somebody had; up to now where nothing else is asked for. */
export const useHistory = (until?: string) => {
  const api = useHistoryApi();
  return useQuery({
    queryKey: keyOf(until),
    queryFn: ({ signal }) => api.load(until, signal),
  });
};

const isSame = (a: EatenMeal, b: EatenMeal): boolean => a.date === b.date && a.slot === b.slot;

/** Tells that a meal was had, or was not after all; shown at once. */
export const useTellEaten = () => {
  const t = useTexts();
  const api = useHistoryApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    scope: { id: "history" },
    mutationFn: ({ meal, eaten }: { readonly meal: EatenMeal; readonly eaten: boolean }) =>
      api.tell({
        date: meal.date,
        slot: meal.slot,
        recipe: meal.recipe.id,
        portion: meal.portion,
        eaten,
      }),
    onMutate: ({ meal, eaten }) => {
      queries.setQueriesData<HistoryPart>({ queryKey: ALL }, (shown) => {
        if (shown === undefined) return shown;
        const others = shown.meals.filter((one) => !isSame(one, meal));
        return { ...shown, meals: eaten ? [meal, ...others] : others };
      });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ALL }),
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
};
