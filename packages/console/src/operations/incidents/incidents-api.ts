import type { ApiClient } from "../../client/index.ts";
import type { Alert, AlertSeverity } from "../alerts/alerts-api.ts";
import { type PastFilter, pastQuery } from "../time/use-past-list.ts";

/** What critical alerts or automatic responses opened; times are ISO 8601. */
export interface Incident {
  readonly id: string;
  readonly rule: string;
  readonly about: string;
  readonly advice: string | null;
  readonly severity: AlertSeverity;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly note: string | null;
  readonly entries: number;
}

/** A page of incidents, newest first. */
export interface IncidentPage {
  readonly incidents: readonly Incident[];
  readonly open: number;
  readonly next: string | null;
}

/** One line of a timeline. */
export interface IncidentEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: "alert" | "worse" | "resolved" | "response" | "note" | "closed";
  readonly text: string;
  readonly address: string | null;
  readonly accountId: string | null;
  readonly actorId: string | null;
}

/** One incident with all that belongs to it. */
export interface IncidentDetail {
  readonly incident: Incident;
  readonly timeline: readonly IncidentEntry[];
  readonly alerts: readonly Alert[];
}

const ROOT = "/api/v1/admin/incidents";
const part = encodeURIComponent;

/** Where all incidents that a filter lets through lie as a file. */
export const incidentsFile = (filter: PastFilter): string =>
  `${ROOT}/export?${pastQuery({ ...filter, before: "" })}`;

/** Names the calls about incidents. */
export const createIncidentsApi = (client: ApiClient) => ({
  list: (filter: PastFilter, signal?: AbortSignal) =>
    client.get<IncidentPage>(`${ROOT}?${pastQuery(filter)}`, signal),
  find: (id: string, signal?: AbortSignal) =>
    client.get<IncidentDetail>(`${ROOT}/${part(id)}`, signal),
  note: (id: string, text: string) => client.post<undefined>(`${ROOT}/${part(id)}/notes`, { text }),
  close: (id: string, text: string) =>
    client.post<undefined>(`${ROOT}/${part(id)}/close`, { text }),
});

const KINDS = {
  alert: "It began",
  worse: "It became worse",
  resolved: "It was over",
  response: "Done by itself",
  note: "Note",
  closed: "Closed",
} as const;

/** What a line of a timeline is, in words. */
export const kindWords = (kind: IncidentEntry["kind"]): string => KINDS[kind];
