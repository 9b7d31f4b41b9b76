import type { ApiClient } from "../../client/index.ts";

/** A sum; `cost` is `costMicros` as people write it, such as "0.012500". */
export interface CostSum {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costMicros: number;
  readonly cost: string;
}

/** The sum of an account, an endpoint or a day such as "2026-01-31"; null for erased accounts. */
export interface CostGroup extends CostSum {
  readonly group: string | null;
}

/** One call of a paid service; times are ISO 8601. */
export interface PaidCall extends Pick<CostSum, "tokensIn" | "tokensOut" | "costMicros" | "cost"> {
  readonly id: string;
  readonly at: string;
  readonly accountId: string | null;
  readonly endpoint: string;
  readonly model: string;
}

/** A page of calls, newest first; `next` is the `before` of the following one. */
export interface CostPage {
  readonly total: CostSum;
  readonly entries: readonly PaidCall[];
  readonly next: string | null;
}

/** Which calls to look at; empty strings ask for nothing special. */
export interface CostFilter {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly account: string;
  readonly endpoint: string;
}

const ROOT = "/api/v1/admin/usage";

const queryOf = (members: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(
    Object.entries(members)
      .filter(([, value]) => value !== "")
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

/** Where the calls that a filter lets through lie as a file. */
export const costFile = (filter: CostFilter, format: "csv" | "json"): string =>
  `${ROOT}/export?${queryOf({ format, ...filter })}`;

/** Names the calls about costs. */
export const createCostsApi = (client: ApiClient) => ({
  page: (filter: CostFilter, before: string, signal?: AbortSignal): Promise<CostPage> =>
    client.get(`${ROOT}?${queryOf({ ...filter, before })}`, signal),
  groups: async (
    filter: CostFilter,
    by: "account" | "endpoint" | "day",
    signal?: AbortSignal,
  ): Promise<readonly CostGroup[]> => {
    const path = `${ROOT}/summary?${queryOf({ ...filter, by })}`;
    return (await client.get<{ groups: readonly CostGroup[] }>(path, signal)).groups;
  },
});
