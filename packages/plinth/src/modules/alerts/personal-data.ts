import { classified, type PersonalData, type TableClasses } from "#modules/contract";
import type { AlertPeopleRepository } from "./personal-data-repository.ts";
import { iso } from "./views.ts";

/** What the columns of these tables say of people (PRIV-01). */
export const alertData: readonly TableClasses[] = [
  {
    table: "alerts",
    columns: classified({
      reference: ["account_id", "acknowledged_by"],
      personal: ["address", "detail", "started_at"],
      none: [
        "id",
        "open_key",
        "rule",
        "severity",
        "seen_last_at",
        "quiet_at",
        "ended_at",
        "value",
        "noticed_at",
        "noticed_last_at",
        "noticed_severity",
        "acknowledged_at",
        "incident_id",
      ],
    }),
    retention: "operational",
    purpose: "to notice what is wrong, and attacks",
    basis: "legitimate-interest",
  },
  {
    table: "alert_settings",
    columns: classified({
      reference: ["changed_by"],
      none: ["rule", "warning", "critical", "is_off", "changed_at"],
    }),
    retention: "configuration",
  },
  {
    table: "alert_silences",
    columns: classified({
      reference: ["made_by"],
      personal: ["reason"],
      none: ["id", "rule", "from_at", "until_at"],
    }),
    retention: "operational",
    purpose: "to tell nobody what is known already",
    basis: "legitimate-interest",
  },
  {
    table: "alert_leases",
    columns: classified({ none: ["name", "holder", "until_at"] }),
    retention: "configuration",
  },
  {
    table: "alert_deliveries",
    // A notice may name an account: it is removed with what `alerts` hold of it.
    columns: classified({
      none: [
        "id",
        "sink",
        "state",
        "alert_id",
        "notice",
        "created_at",
        "released_at",
        "sent_at",
        "last_error",
      ],
    }),
    retention: "operational",
    purpose: "to tell whoever operates, once and for certain",
    basis: "legitimate-interest",
  },
  {
    table: "incidents",
    columns: classified({
      reference: ["closed_by"],
      personal: ["note"],
      none: ["id", "open_rule", "rule", "severity", "opened_at", "closed_at", "entries"],
    }),
    retention: "operational",
    purpose: "to know afterwards what happened and what was done",
    basis: "legitimate-interest",
  },
  {
    table: "incident_entries",
    columns: classified({
      reference: ["account_id", "actor_id"],
      personal: ["address", "text", "at"],
      none: ["id", "incident_id", "kind"],
    }),
    retention: "operational",
    purpose: "to know afterwards what happened and what was done",
    basis: "legitimate-interest",
  },
];

/** What alerts and incidents hold of a person: whom they are about, and who dealt with them. */
export const alertPersonalData = (parts: {
  readonly people: AlertPeopleRepository;
  /** What waits may hold something of an account. */
  readonly settle: () => Promise<void>;
}): readonly PersonalData[] => {
  const { people, settle } = parts;
  const eraseSubject = async (accountId: string): Promise<void> => {
    await settle();
    await people.forgetSubject(accountId);
  };
  const entry = (
    table: string,
    subject: string,
    find: (accountId: string) => Promise<readonly Record<string, unknown>[]>,
    erase: PersonalData["erase"] = people.forgetActor,
  ): PersonalData => ({ table, subject, erase, export: find });

  return [
    entry(
      "alerts",
      "account_id",
      async (id) =>
        (await people.about(id)).alerts.map(({ rule, started_at, detail, address }) => ({
          at: iso(started_at),
          rule,
          detail,
          address,
        })),
      eraseSubject,
    ),
    entry("alerts", "acknowledged_by", async (id) =>
      (await people.doneBy(id)).acknowledged.map(({ rule, acknowledged_at }) => ({
        rule,
        acknowledgedAt: acknowledged_at === null ? null : iso(acknowledged_at),
      })),
    ),
    entry("alert_settings", "changed_by", async (id) =>
      (await people.doneBy(id)).settings.map(({ rule, changed_at }) => ({
        rule,
        changedAt: iso(changed_at),
      })),
    ),
    entry("alert_silences", "made_by", async (id) =>
      (await people.doneBy(id)).silences.map(({ rule, from_at, reason }) => ({
        rule,
        from: iso(from_at),
        reason,
      })),
    ),
    entry("incidents", "closed_by", async (id) =>
      (await people.doneBy(id)).closed.map(({ rule, closed_at, note }) => ({
        rule,
        closedAt: closed_at === null ? null : iso(closed_at),
        note,
      })),
    ),
    entry(
      "incident_entries",
      "account_id",
      async (id) =>
        (await people.about(id)).entries.map(({ at, text, address }) => ({
          at: iso(at),
          text,
          address,
        })),
      eraseSubject,
    ),
    entry("incident_entries", "actor_id", async (id) =>
      (await people.doneBy(id)).entries.map(({ at, kind, text }) => ({ at: iso(at), kind, text })),
    ),
  ];
};
