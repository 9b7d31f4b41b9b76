import type { ApiClient } from "@plinth/console";
import type { Leftover, Plan } from "#core";

/** What a link shows: the plan with its list, or the list alone. */
export type SharePart = "plan" | "list";

/** A link under which others see a plan; times are ISO 8601. */
export type Share = {
  readonly id: string;
  readonly part: SharePart;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly maxViews: number | null;
  readonly views: number;
  readonly hasPassword: boolean;
  readonly isOpen: boolean;
};

/** How a link ends. */
export type ShareWish = {
  readonly part: SharePart;
  readonly password?: string;
  readonly expiresInDays?: number;
  readonly maxViews?: number;
};

/** What a link opens; a list alone has no days and no targets. */
export type SharedPlan = Pick<Plan, "days" | "groceries"> & {
  readonly part: SharePart;
  readonly targets: Plan["targets"] | null;
  /** Meals that are not cooked; absent in answers kept from before. */
  readonly leftovers?: readonly Leftover[];
};

/** A secret address that calendars read; times are ISO 8601. */
export type Feed = {
  readonly id: string;
  /** null = all plans. */
  readonly planId: string | null;
  readonly createdAt: string;
  readonly readAt: string | null;
};

/** The calls about links. */
export type ShareApi = ReturnType<typeof createShareApi>;

/** Names the calls. */
export const createShareApi = (client: ApiClient) => {
  const root = (planId: string) => `/api/v1/plans/${encodeURIComponent(planId)}/shares`;
  return {
    list: async (planId: string, signal?: AbortSignal): Promise<readonly Share[]> =>
      (await client.get<{ shares: readonly Share[] }>(root(planId), signal)).shares,
    create: (planId: string, wish: ShareWish) =>
      client.post<Share & { readonly token: string }>(root(planId), wish),
    remove: (id: string) =>
      client.remove<undefined>(`/api/v1/plan-shares/${encodeURIComponent(id)}`),
    mail: (planId: string, choice: Readonly<Record<string, string>>) =>
      client.post<{ readonly to: string }>(
        `/api/v1/plans/${encodeURIComponent(planId)}/mail?${new URLSearchParams(choice)}`,
        undefined,
      ),
    feeds: async (signal?: AbortSignal): Promise<readonly Feed[]> =>
      (await client.get<{ feeds: readonly Feed[] }>("/api/v1/calendar-feeds", signal)).feeds,
    subscribe: (planId: string | undefined) =>
      client.post<Feed & { readonly token: string }>(
        "/api/v1/calendar-feeds",
        planId === undefined ? {} : { planId },
      ),
    unsubscribe: (id: string) =>
      client.remove<undefined>(`/api/v1/calendar-feeds/${encodeURIComponent(id)}`),
    open: (token: string, password?: string) =>
      client.post<SharedPlan>("/api/v1/shared-plans", {
        token,
        ...(password === undefined ? {} : { password }),
      }),
  };
};
