import { useRuntime } from "@plinth/console";
import { useMemo } from "react";
import { createRecipesApi, type RecipesApi } from "./recipes-api.ts";

/** The calls about recipes. */
export const useRecipesApi = (): RecipesApi => {
  const { client } = useRuntime();
  return useMemo(() => createRecipesApi(client), [client]);
};
