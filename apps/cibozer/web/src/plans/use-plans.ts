import { describeError, useRuntime, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { createHomeApi, type Home, type HomeApi } from "../api/home-api.ts";
import type { ShoppingWish } from "../api/plan-types.ts";
import { createPlansApi, type PlansApi } from "../api/plans-api.ts";

/** Query keys of the planner. */
export const planKeys = {
  list: ["plans"] as const,
  one: (id: string) => ["plans", id] as const,
  groceries: (id: string, wish: ShoppingWish) => ["plans", id, "groceries", wish] as const,
  /** The grocery lists of all wishes. */
  lists: (id: string) => ["plans", id, "groceries"] as const,
  home: ["home"] as const,
  history: ["history"] as const,
};

/** The planner's calls. */
export const usePlansApi = (): PlansApi => {
  const { client } = useRuntime();
  return useMemo(() => createPlansApi(client), [client]);
};

/** The calls about what somebody likes and has. */
export const useHomeApi = (): HomeApi => {
  const { client } = useRuntime();
  return useMemo(() => createHomeApi(client), [client]);
};

/** What somebody likes and has; undefined until it is loaded, and not asked for before it is wanted. */
export const useHome = (isWanted = true): Home | undefined => {
  const api = useHomeApi();
  return useQuery({
    queryKey: planKeys.home,
    queryFn: ({ signal }) => api.load(signal),
    enabled: isWanted,
  }).data;
};

/** Keeps units or the order of the shop; lists are asked for anew. */
export const usePrefer = () => {
  const t = useTexts();
  const api = useHomeApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    scope: { id: "home" },
    mutationFn: (wish: Parameters<HomeApi["prefer"]>[0]) => api.prefer(wish),
    onSuccess: async (home) => {
      queries.setQueryData(planKeys.home, home);
      const isList = (key: readonly unknown[]) => key[0] === "plans" && key[2] === "groceries";
      await queries.invalidateQueries({ predicate: ({ queryKey }) => isList(queryKey) });
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
};
