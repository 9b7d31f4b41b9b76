import { useRuntime } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { createHistoryApi } from "../api/history-api.ts";
import { useLetters } from "../letters/letters.tsx";
import { historyWith } from "../letters/words.ts";
import { planKeys } from "../plans/use-plans.ts";

/**
 * Four weeks of what somebody had, with what is not sent yet; up to now where nothing else is asked
 * for.
 */
export const useHistory = (until?: string) => {
  const { client } = useRuntime();
  const { waiting, isRead } = useLetters();
  const api = useMemo(() => createHistoryApi(client), [client]);
  const { data, error, refetch } = useQuery({
    queryKey: [...planKeys.history, until ?? "now"],
    queryFn: ({ signal }) => api.load(until, signal),
  });
  // What is told to be had is of the last weeks; taken out is also what was before.
  const told = waiting.filter((one) => one.kind === "eaten" && !(one.eaten && until !== undefined));
  return { data: isRead && data ? historyWith(data, told) : undefined, error, refetch };
};
