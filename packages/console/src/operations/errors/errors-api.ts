import type { ApiClient } from "../../client/index.ts";

/** Whether somebody has to look at a group. */
export type GroupState = "open" | "resolved" | "muted";

/** Where a fault came up. */
export type GroupSource = "server" | "job" | "browser";

/** Faults that are the same; times are ISO 8601. */
export interface ErrorGroup {
  readonly id: string;
  readonly source: GroupSource;
  readonly kind: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly place: string;
  readonly times: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly firstRelease: string;
  readonly lastRelease: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly state: GroupState;
  readonly changedAt: string | null;
  /** How often it came again after it had been resolved. */
  readonly returns: number;
  readonly returnedAt: string | null;
}

/** A page of groups, those first that came last. */
export interface ErrorPage {
  readonly groups: readonly (ErrorGroup & { readonly timesThen: number })[];
  /** Groups that nobody has resolved or muted. */
  readonly open: number;
  readonly next: string | null;
}

/** One group, and the hours of the last seven days in which it came. */
export interface ErrorDetail extends ErrorGroup {
  readonly hours: readonly { readonly from: string; readonly times: number }[];
}

/** Which groups are asked for; empty asks for nothing special. Times in seconds since the epoch. */
export interface ErrorFilter {
  readonly state: string;
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly before: string;
}

const ROOT = "/api/v1/admin/errors";

const queryOf = ({ from, to, ...words }: Omit<ErrorFilter, "before">): URLSearchParams => {
  const query = new URLSearchParams(Object.entries(words).filter(([, value]) => value !== ""));
  query.set("from", String(from * 1_000));
  query.set("to", String(to * 1_000));
  return query;
};

/** Where all groups that a filter lets through lie as a file. */
export const errorsFile = ({ before: _, ...filter }: ErrorFilter): string =>
  `${ROOT}/export?${queryOf(filter)}`;

/** Names the calls about groups of errors. */
export const createErrorsApi = (client: ApiClient) => ({
  list: (filter: ErrorFilter, signal?: AbortSignal): Promise<ErrorPage> =>
    client.get(`${ROOT}?${queryOf(filter)}`, signal),
  find: (id: string, signal?: AbortSignal): Promise<ErrorDetail> =>
    client.get(`${ROOT}/${encodeURIComponent(id)}`, signal),
  setState: (id: string, state: GroupState) =>
    client.request<undefined>({
      method: "PUT",
      path: `${ROOT}/${encodeURIComponent(id)}/state`,
      body: { state },
    }),
});
