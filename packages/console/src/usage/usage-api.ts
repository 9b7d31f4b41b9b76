import { type ApiClient, ApiError } from "../client/index.ts";

/** One period of a meter; times are ISO 8601. */
export interface PeriodUsage {
  readonly period: "minute" | "day" | "month" | "period";
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: string;
  /** The share that is reached, in percent: 0, 75, 90 or 100. */
  readonly reached: number;
}

/** One meter: what is left of it, and what was used on which of the last 30 days. */
export interface MeterUsage {
  readonly meter: string;
  readonly unit: string;
  readonly periods: readonly PeriodUsage[];
  readonly days: readonly { readonly day: string; readonly used: number }[];
}

/** What the signed-in person used. */
export interface Usage {
  readonly tier: string;
  readonly meters: readonly MeterUsage[];
}

/** Under this key the answer is kept. */
export const usageKey = ["usage"] as const;

/** Reads it; an application that counts nothing has no such route, and nothing to tell. */
export const loadUsage = async (client: ApiClient, signal?: AbortSignal): Promise<Usage> => {
  try {
    return await client.get<Usage>("/api/v1/usage", signal);
  } catch (fault) {
    if (fault instanceof ApiError && fault.status === 404) return { tier: "", meters: [] };
    throw fault;
  }
};

/** Reads what somebody else used; an application that counts nothing has nothing to tell. */
export const loadUsageOf = async (
  client: ApiClient,
  id: string,
  signal?: AbortSignal,
): Promise<Usage> => {
  try {
    const path = `/api/v1/admin/users/${encodeURIComponent(id)}/usage`;
    return await client.get<Usage>(path, signal);
  } catch (fault) {
    if (fault instanceof ApiError && fault.status === 404) return { tier: "", meters: [] };
    throw fault;
  }
};
