import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Keys under which the parts of the page are kept; a change makes all of them old. */
export const securityKeys = {
  all: ["security"],
  twoStep: ["security", "two-step"],
  passkeys: ["security", "passkeys"],
  sessions: ["security", "sessions"],
  keys: ["security", "keys"],
  activity: ["security", "activity"],
} as const;

/** Loads everything that the page shows again: a change of one part ends sessions and is news. */
export const useRefresh = (): (() => Promise<void>) => {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: securityKeys.all }), [queries]);
};
