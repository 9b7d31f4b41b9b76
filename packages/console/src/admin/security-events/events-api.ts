import type { ApiClient } from "../../client/index.ts";

/** How grave an event usually is. */
export type Severity = "info" | "warning" | "alert";

/** A security event (LOG-03); times are ISO 8601, null for what is not known. */
export interface SecurityEvent {
  readonly id: string;
  readonly at: string;
  readonly name: string;
  readonly severity: Severity;
  readonly outcome: "refused" | "success" | "noticed";
  readonly requestId: string | null;
  readonly route: string | null;
  readonly address: string | null;
  readonly accountId: string | null;
  readonly actorId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** A page of events; `next` is the `before` of the following one. */
export interface EventPage {
  readonly events: readonly SecurityEvent[];
  readonly next: string | null;
}

/** Which events to list; empty strings ask for nothing special. */
export interface EventFilter {
  readonly name: string;
  readonly outcome: string;
  readonly severity: string;
  readonly address: string;
  readonly account: string;
  readonly before: string;
}

/** One name of the catalogue, and how often it came. */
export interface NameCount {
  readonly name: string;
  readonly kind: "refusal" | "change" | "use" | "alarm";
  readonly severity: Severity;
  readonly about: string;
  readonly hour: number;
  readonly day: number;
  readonly week: number;
}

/** How much of the past is shown. */
export type WindowName = "1h" | "24h" | "7d";

/** One bar of the chart. */
export interface Bar {
  readonly from: string;
  readonly refusals: number;
  readonly others: number;
}

/** What happened how often. */
export interface EventSummary {
  readonly window: WindowName;
  readonly names: readonly NameCount[];
  readonly series: readonly Bar[];
}

const ROOT = "/api/v1/admin/security-events";

const queryOf = (members: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(
    Object.entries(members).filter(([, value]) => value !== ""),
  ).toString();
  return query === "" ? "" : `?${query}`;
};

/** Where the events that a filter lets through lie as a file. */
export const exportFile = ({ before: _, ...filter }: EventFilter, format: "csv" | "json"): string =>
  `${ROOT}/export${queryOf({ format, ...filter })}`;

/** Names the calls about security events. */
export const createEventsApi = (client: ApiClient) => ({
  list: (filter: EventFilter, signal?: AbortSignal): Promise<EventPage> =>
    client.get(`${ROOT}${queryOf({ ...filter })}`, signal),
  summary: (window: WindowName, signal?: AbortSignal): Promise<EventSummary> =>
    client.get(`${ROOT}/summary?window=${window}`, signal),
});
