import type { AlertRegister, AlertRule, MomentRule } from "#services/alerts";
import type { AlertRow, SettingRow, SilenceRow } from "./engine/alert-rows.ts";
import { limitsOf } from "./engine/lookout.ts";
import type { EntryRow, IncidentRow } from "./incidents/incident-repository.ts";

/** ISO 8601, UTC. */
export const iso = (instant: number): string => new Date(instant).toISOString();
const isoOrNull = (instant: number | null): string | null =>
  instant === null ? null : iso(instant);

/** An alert as people see it. */
export const alertView = (
  row: AlertRow,
  words: Pick<AlertRule, "about" | "advice"> | undefined,
) => ({
  id: row.id,
  rule: row.rule,
  about: words?.about ?? row.rule,
  advice: words?.advice ?? null,
  severity: row.severity,
  isOpen: row.open_key !== null,
  startedAt: iso(row.started_at),
  endedAt: isoOrNull(row.ended_at),
  value: row.value,
  detail: row.detail,
  address: row.address,
  accountId: row.account_id,
  noticedAt: isoOrNull(row.noticed_at),
  acknowledgedAt: isoOrNull(row.acknowledged_at),
  acknowledgedBy: row.acknowledged_by,
  incidentId: row.incident_id,
});

/** What is set of a rule, and what was declared. */
export const ruleView = (
  rule: AlertRule | MomentRule,
  setting: SettingRow | undefined,
  isOpen: boolean,
) => {
  const declared = "evaluate" in rule ? rule.limits : undefined;
  const limits = "evaluate" in rule ? limitsOf(rule, setting) : undefined;
  const chart = "evaluate" in rule ? rule.chart : undefined;
  return {
    id: rule.id,
    about: rule.about,
    advice: rule.advice ?? null,
    severity: rule.severity,
    kind: "evaluate" in rule ? ("looked-at" as const) : ("moment" as const),
    isOn: setting?.is_off !== 1,
    isOpen,
    limits:
      limits === undefined || declared === undefined
        ? null
        : {
            unit: limits.unit,
            fires: limits.fires,
            warning: limits.warning,
            critical: limits.critical ?? null,
            declaredWarning: declared.warning,
            declaredCritical: declared.critical ?? null,
          },
    chart:
      chart === undefined
        ? null
        : { metric: chart.metric, statistic: chart.statistic ?? null, where: chart.where ?? null },
    changedAt: setting === undefined ? null : iso(setting.changed_at),
    changedBy: setting?.changed_by ?? null,
  };
};

/** A silence as people see it. */
export const silenceView = (row: SilenceRow) => ({
  id: row.id,
  rule: row.rule,
  reason: row.reason,
  from: iso(row.from_at),
  until: iso(row.until_at),
  madeBy: row.made_by,
});

/** An incident as people see it. */
export const incidentView = (
  row: IncidentRow,
  words: Pick<AlertRule, "about" | "advice"> | undefined,
) => ({
  id: row.id,
  rule: row.rule,
  about: words?.about ?? row.rule,
  advice: words?.advice ?? null,
  severity: row.severity,
  openedAt: iso(row.opened_at),
  closedAt: isoOrNull(row.closed_at),
  closedBy: row.closed_by,
  note: row.note,
  entries: row.entries,
});

/** One line of its timeline. */
export const entryView = (row: EntryRow) => ({
  id: row.id,
  at: iso(row.at),
  kind: row.kind,
  text: row.text,
  address: row.address,
  accountId: row.account_id,
  actorId: row.actor_id,
});

/** The words of a rule, by its id. */
export const wordsOf = (register: Pick<AlertRegister, "rules" | "momentRules">, id: string) =>
  register.rules().find((rule) => rule.id === id) ??
  register.momentRules().find((rule) => rule.id === id);

/** An incident as it is answered. */
export type IncidentView = ReturnType<typeof incidentView>;
/** An alert as it is answered. */
export type AlertView = ReturnType<typeof alertView>;
/** A rule as it is answered. */
export type RuleView = ReturnType<typeof ruleView>;
