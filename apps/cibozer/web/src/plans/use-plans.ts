import { useRuntime } from "@plinth/console";
import { useMemo } from "react";
import { createPlansApi, type PlansApi } from "../api/plans-api.ts";

/** Query keys of the planner. */
export const planKeys = {
  list: ["plans"] as const,
  one: (id: string) => ["plans", id] as const,
  groceries: (id: string, units: string) => ["plans", id, "groceries", units] as const,
};

/** The planner's calls. */
export const usePlansApi = (): PlansApi => {
  const { client } = useRuntime();
  return useMemo(() => createPlansApi(client), [client]);
};
