import type { ApiClient } from "../../client/index.ts";
import { type PastFilter, pastQuery } from "../time/use-past-list.ts";

/** How grave an alert is. */
export type AlertSeverity = "warning" | "critical";

/** Something that is or was wrong; times are ISO 8601, null for what was not. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly about: string;
  readonly advice: string | null;
  readonly severity: AlertSeverity;
  readonly isOpen: boolean;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly value: number;
  readonly detail: string;
  readonly address: string | null;
  readonly accountId: string | null;
  readonly noticedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly incidentId: string | null;
}

/** How a way out of the house does. */
export interface AlertSink {
  readonly name: "webhook" | "mail";
  readonly waiting: number;
  readonly held: number;
  readonly lastSentAt: string | null;
  readonly lastError: string | null;
}

/** The answer of GET /api/v1/admin/alerts. */
export interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly open: number;
  readonly unseen: number;
  readonly incidents: number;
  readonly next: string | null;
  readonly sinks: readonly AlertSink[];
}

/** From where on a rule fires: what holds, and what was declared. */
export interface RuleLimits {
  readonly unit: "ratio" | "seconds" | "count";
  readonly fires: "above" | "below";
  readonly warning: number;
  readonly critical: number | null;
  readonly declaredWarning: number;
  readonly declaredCritical: number | null;
}

/** What is looked at. */
export interface AlertRule {
  readonly id: string;
  readonly about: string;
  readonly advice: string | null;
  readonly severity: AlertSeverity;
  readonly kind: "looked-at" | "moment";
  readonly isOn: boolean;
  readonly isOpen: boolean;
  readonly limits: RuleLimits | null;
  readonly chart: {
    readonly metric: string;
    readonly statistic: string | null;
    readonly where: string | null;
  } | null;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

/** Nobody is told for a while. */
export interface Silence {
  readonly id: string;
  readonly rule: string;
  readonly reason: string;
  readonly from: string;
  readonly until: string;
  readonly madeBy: string | null;
}

/** The answer of GET /api/v1/admin/alerts/rules. */
export interface RulePage {
  readonly rules: readonly AlertRule[];
  readonly silences: readonly Silence[];
}

/** Limits that somebody wants; null for what was declared. */
export interface WantedLimits {
  readonly warning: number | null;
  readonly critical: number | null;
}

/** What a look with these limits finds now; null where nothing can be said. */
export interface Trial {
  readonly firing: boolean | null;
  readonly value: number | null;
  readonly severity: AlertSeverity | null;
  readonly detail: string;
}

/** What became of a test notice. */
export interface TestResult {
  readonly sink: "webhook" | "mail";
  readonly outcome: "arrived" | "queued" | "failed";
  readonly detail: string;
}

const ROOT = "/api/v1/admin/alerts";
const part = encodeURIComponent;

/** Where all alerts that a filter lets through lie as a file. */
export const alertsFile = (filter: PastFilter): string =>
  `${ROOT}/export?${pastQuery({ ...filter, before: "" })}`;

/** Names the calls about alerts and their rules. */
export const createAlertsApi = (client: ApiClient) => ({
  list: (filter: PastFilter, signal?: AbortSignal) =>
    client.get<AlertPage>(`${ROOT}?${pastQuery(filter)}`, signal),
  acknowledge: (id: string) => client.post<undefined>(`${ROOT}/${part(id)}/acknowledge`),
  rules: (signal?: AbortSignal) => client.get<RulePage>(`${ROOT}/rules`, signal),
  saveRule: (id: string, body: WantedLimits & { readonly isOn: boolean }) =>
    client.request<{ readonly rule: AlertRule }>({
      method: "PUT",
      path: `${ROOT}/rules/${part(id)}`,
      body,
    }),
  tryRule: (id: string, body: WantedLimits) =>
    client.post<Trial>(`${ROOT}/rules/${part(id)}/try`, body),
  silence: (body: { readonly rule: string; readonly minutes: number; readonly reason: string }) =>
    client.post<{ readonly silence: Silence }>(`${ROOT}/silences`, body),
  endSilence: (id: string) =>
    client.request<undefined>({ method: "DELETE", path: `${ROOT}/silences/${part(id)}` }),
  test: () => client.post<{ readonly results: readonly TestResult[] }>(`${ROOT}/test`),
});
