import type { PersonalData } from "#modules/contract";
import type { QuotaRepository } from "./repository.ts";

const iso = (time: number): string => new Date(time).toISOString();

/** What quotas hold of a person: how much was used when, and of what. */
export const quotaPersonalData = (repository: QuotaRepository): readonly PersonalData[] => [
  {
    table: "quota_counters",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.countersOf(accountId)).map((row) => ({
        meter: row.meter,
        month: iso(row.month_at).slice(0, 7),
        used: row.month_used,
      })),
  },
  {
    table: "quota_days",
    subject: "account_id",
    erase: repository.erase,
    export: async (accountId) =>
      (await repository.daysOf(accountId, 0)).map(({ meter, day_at, used }) => ({
        meter,
        day: iso(day_at).slice(0, 10),
        used,
      })),
  },
  {
    table: "quota_reservations",
    subject: "account_id",
    erase: repository.erase,
    // A reservation lasts as long as its request; the counters hold it already.
    export: async () => [],
  },
];
