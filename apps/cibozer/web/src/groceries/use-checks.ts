import { isApiError, newRequestKey, personalPrefix, useSession } from "@plinth/console";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Basket } from "../api/plan-types.ts";
import { planKeys, usePlansApi } from "../plans/use-plans.ts";
import { type Checks, createCheckQueue, shownOf, type Waiting } from "./check-queue.ts";

/** While something waits it is tried again this often, besides when the network is back. */
const RETRY_MS = 20_000;

const toChecks = (kept: unknown): Checks =>
  Object.fromEntries(
    Object.entries(kept ?? {}).filter(([, done]) => typeof done === "boolean"),
  ) as Checks;

const read = (key: string): Waiting => {
  try {
    const kept = (JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}) as {
      readonly pending?: unknown;
      readonly sent?: { readonly key?: unknown; readonly changes?: unknown };
    };
    const { sent } = kept;
    const pending = toChecks(kept.pending);
    if (typeof sent?.key !== "string") return { pending };
    return { pending, sent: { key: sent.key, changes: toChecks(sent.changes) } };
  } catch {
    return { pending: {} };
  }
};

const write = (key: string, waiting: Waiting): void => {
  try {
    if (Object.keys(shownOf(waiting)).length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(waiting));
  } catch {
    // Kept in memory only.
  }
};

/** The plan is gone, or is somebody else's; or it was done, and only its answer is lost. */
const isOver = (error: unknown): boolean =>
  isApiError(error) && (error.status === 404 || error.code === "IDEMPOTENCY_ANSWER_LOST");

/**
 * What is in the basket: at once on this device, on the server as soon as it can be reached, and
 * from there on all others. What waits is forgotten when the person signs out.
 */
export const useChecks = (planId: string, known: readonly string[]) => {
  const { user } = useSession();
  const api = usePlansApi();
  const queries = useQueryClient();
  const key = `${personalPrefix}${user?.id ?? "nobody"}.checks.${planId}`;
  const [pending, setPending] = useState<Checks>(() => shownOf(read(key)));
  const queue = useMemo(
    () =>
      createCheckQueue({
        initial: read(key),
        keep: (waiting) => write(key, waiting),
        onChange: setPending,
        newKey: newRequestKey,
        send: async ({ changes, key: batch }) => {
          try {
            const { checked } = await api.check(
              planId,
              Object.entries(changes).map(([food, done]) => ({ food, done })),
              batch,
            );
            queries.setQueriesData<Basket>(
              { queryKey: planKeys.lists(planId) },
              (shown) => shown && { ...shown, checked },
            );
          } catch (error) {
            if (!isOver(error)) throw error;
          }
        },
      }),
    [api, key, planId, queries],
  );
  useEffect(() => {
    const flush = () => void queue.flush();
    queue.open();
    flush();
    const timer = setInterval(flush, RETRY_MS);
    window.addEventListener("online", flush);
    return () => {
      // Whoever signs out leaves nothing that is still sent, or kept.
      queue.close();
      clearInterval(timer);
      window.removeEventListener("online", flush);
    };
  }, [queue]);
  const done = new Set(known);
  for (const [food, isDone] of Object.entries(pending)) {
    if (isDone) done.add(food);
    else done.delete(food);
  }
  return { done, waiting: Object.keys(pending).length, set: queue.set };
};
