import { type ApiClient, type ApiError, isApiError } from "@plinth/console";
import type { GroceryList } from "#core";
import type { MealPlace, PlanSummary, Refusal, SavedPlan, Wishes } from "./plan-types.ts";

/** The calls of the planner. */
export type PlansApi = ReturnType<typeof createPlansApi>;

/** A plan may take longer than an ordinary call: the server may have to queue it. */
const solveMs = 45_000;

/** Letters of a key: 128 bits that nobody guesses or meets twice. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/**
 * Gives the same key for the same request until somebody answered it: whoever presses the button
 * again, because no answer came, gets one plan and not two.
 */
const createKeys = () => {
  let pending: { readonly text: string; readonly key: string } | undefined;
  return async <T>(body: unknown, send: (key: string) => Promise<T>): Promise<T> => {
    const text = JSON.stringify(body);
    const { key } = pending?.text === text ? pending : { key: newKey() };
    pending = { text, key };
    try {
      const answer = await send(key);
      pending = undefined;
      return answer;
    } catch (error) {
      // 503: the work may go on although its time is over here.
      const isOpen =
        isApiError(error) &&
        ([0, 503].includes(error.status) || error.code === "IDEMPOTENCY_IN_PROGRESS");
      if (!isOpen) pending = undefined;
      throw error;
    }
  };
};

/** Names the planner's calls. A seed is sent so that the same wishes can be solved otherwise. */
export const createPlansApi = (client: ApiClient) => {
  const root = "/api/v1/plans";
  const at = (id: string) => `${root}/${encodeURIComponent(id)}`;
  const solve = (path: string, body: unknown) =>
    client.request<SavedPlan>({ method: "POST", path, body, timeoutMs: solveMs });
  const once = createKeys();
  return {
    create: (wishes: Wishes, startDate: string) => {
      const body = { ...toBody(wishes), startDate };
      return once(body, (idempotencyKey) =>
        client.request<SavedPlan>({
          method: "POST",
          path: root,
          body,
          timeoutMs: solveMs,
          idempotencyKey,
        }),
      );
    },
    list: async (signal?: AbortSignal): Promise<readonly PlanSummary[]> =>
      (await client.get<{ plans: PlanSummary[] }>(root, signal)).plans,
    load: (id: string, signal?: AbortSignal) => client.get<SavedPlan>(at(id), signal),
    swap: (id: string, place: MealPlace, locked: readonly MealPlace[], seed: number) =>
      solve(`${at(id)}/swap`, { ...place, locked, seed }),
    resolve: (id: string, locked: readonly MealPlace[], seed: number) =>
      solve(`${at(id)}/resolve`, { locked, seed }),
    groceries: async (id: string, units: "metric" | "us", signal?: AbortSignal) => {
      const reply = await client.get<GroceryList | { groceries: GroceryList }>(
        `${at(id)}/groceries?units=${units}`,
        signal,
      );
      return "groceries" in reply ? reply.groceries : reply;
    },
    remove: (id: string) => client.remove<undefined>(at(id)),
  };
};

/** Leaves out the limits that are not set. */
const toBody = ({ maxMinutes, budget, note, ...rest }: Wishes) => ({
  ...rest,
  ...(maxMinutes === null ? {} : { maxMinutes }),
  ...(budget === null ? {} : { budget }),
  ...(note === "" ? {} : { note }),
});

/** A number for the next try; the server wants 32 bits. */
export const createSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

/** The refusal inside a 422, or undefined when the error is another one. */
export const refusalOf = (error: unknown): Refusal | undefined => {
  if (!isApiError(error) || error.status !== 422) return undefined;
  const { conflicts, nearest } = (error as ApiError).problem;
  if (!Array.isArray(conflicts)) return undefined;
  return {
    conflicts: conflicts.flatMap((conflict: unknown) => {
      if (typeof conflict === "string") return [conflict];
      const name = (conflict as { constraint?: unknown } | null)?.constraint;
      return typeof name === "string" ? [name] : [];
    }),
    nearest: typeof nearest === "object" && nearest !== null ? { ...nearest } : {},
  };
};
