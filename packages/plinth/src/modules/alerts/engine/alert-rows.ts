import type { AlertSeverity } from "#services/alerts";

/** A row of alerts; times in milliseconds since the epoch. */
export interface AlertRow {
  readonly id: string;
  readonly open_key: string | null;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly started_at: number;
  /** When it was last seen to be so. */
  readonly seen_last_at: number;
  /** When it is over unless it is noticed again; null for what is looked at. */
  readonly quiet_at: number | null;
  readonly ended_at: number | null;
  readonly value: number;
  readonly detail: string;
  /** Of IPv6 the /64. */
  readonly address: string | null;
  readonly account_id: string | null;
  /** When somebody was told that it began; null for nobody. */
  readonly noticed_at: number | null;
  /** When somebody was last told that it fires, or is worse. */
  readonly noticed_last_at: number | null;
  readonly noticed_severity: AlertSeverity | null;
  readonly acknowledged_at: number | null;
  readonly acknowledged_by: string | null;
  readonly incident_id: string | null;
}

/** What an administrator decided about a rule; null where the rule's own counts. */
export interface SettingRow {
  readonly rule: string;
  readonly warning: number | null;
  readonly critical: number | null;
  readonly is_off: 0 | 1;
  readonly changed_at: number;
  readonly changed_by: string | null;
}

/** Nobody is told of a rule for a while. */
export interface SilenceRow {
  readonly id: string;
  /** "*" for all rules. */
  readonly rule: string;
  readonly reason: string;
  readonly from_at: number;
  readonly until_at: number;
  readonly made_by: string | null;
}

/** Who looks at the rules, of all nodes. */
interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly until_at: number;
}

/** The tables of alerts. */
export interface AlertTables {
  readonly alerts: AlertRow;
  readonly alert_settings: SettingRow;
  readonly alert_silences: SilenceRow;
  readonly alert_leases: LeaseRow;
}
