import { type ApiClient, type ApiError, createRequestKeys, isApiError } from "@plinth/console";
import type {
  Basket,
  MealPlace,
  PlanEdit,
  PlanSummary,
  Refusal,
  ResolveScope,
  SavedPlan,
  ShoppingWish,
  Swap,
  Wishes,
} from "./plan-types.ts";

/** The calls of the planner. */
export type PlansApi = ReturnType<typeof createPlansApi>;

/** A plan may take longer than an ordinary call: the server may have to queue it. */
const solveMs = 45_000;

/** Names the planner's calls. A seed is sent so that the same wishes can be solved otherwise. */
export const createPlansApi = (client: ApiClient) => {
  const root = "/api/v1/plans";
  const at = (id: string) => `${root}/${encodeURIComponent(id)}`;
  const solve = (path: string, body: unknown) =>
    client.request<SavedPlan>({ method: "POST", path, body, timeoutMs: solveMs });
  const once = createRequestKeys();
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
    swap: (id: string, swap: Swap, seed: number) => solve(`${at(id)}/swap`, { ...swap, seed }),
    resolve: (id: string, scope: ResolveScope, seed: number) =>
      solve(`${at(id)}/resolve`, { ...scope, seed }),
    edit: (id: string, edit: PlanEdit, revision: number | undefined) =>
      client.request<SavedPlan>({
        method: "PATCH",
        path: at(id),
        body: { ...edit, ...(revision === undefined ? {} : { revision }) },
      }),
    /** A note may be sent again: under its key it counts once. */
    note: (id: string, place: MealPlace, note: string, idempotencyKey: string) =>
      client.request<SavedPlan>({
        method: "PATCH",
        path: at(id),
        body: { ...place, change: "note", note },
        idempotencyKey,
      }),
    undo: (id: string) => client.request<SavedPlan>({ method: "POST", path: `${at(id)}/undo` }),
    groceries: (id: string, { units, days, scale }: ShoppingWish, signal?: AbortSignal) => {
      const query = new URLSearchParams({ units });
      if (days !== undefined) query.set("days", days.join(","));
      if (scale !== 1) query.set("scale", String(scale));
      return client.get<Basket>(`${at(id)}/groceries?${query.toString()}`, signal);
    },
    check: (
      id: string,
      changes: readonly { readonly food: string; readonly done: boolean }[],
      idempotencyKey: string,
    ) =>
      client.request<{ checked: readonly string[] }>({
        method: "PUT",
        path: `${at(id)}/groceries/checks`,
        body: { changes },
        idempotencyKey,
      }),
    importPlan: (file: unknown) => client.post<SavedPlan>(`${root}/import`, file),
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

/** The refusal inside a 422, or undefined when the error is another one. */
export const refusalOf = (error: unknown): Refusal | undefined => {
  if (!isApiError(error) || error.status !== 422) return undefined;
  const { conflicts, nearest, waterfall } = (error as ApiError).problem;
  if (!Array.isArray(conflicts)) return undefined;
  return {
    conflicts: conflicts.flatMap((conflict: unknown) => {
      if (typeof conflict === "string") return [conflict];
      const name = (conflict as { constraint?: unknown } | null)?.constraint;
      return typeof name === "string" ? [name] : [];
    }),
    nearest: typeof nearest === "object" && nearest !== null ? { ...nearest } : {},
    ...(Array.isArray(waterfall) ? { waterfall } : {}),
  };
};
