import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const quotaData: readonly TableClasses[] = [
  {
    table: "quota_counters",
    columns: classified({
      reference: ["subject", "account_id"],
      personal: ["minute_used", "day_used", "month_used", "period_used"],
      none: [
        "meter",
        "minute_at",
        "day_at",
        "day_warned",
        "month_at",
        "month_warned",
        "period_at",
        "period_warned",
        "period_end",
      ],
    }),
    retention: "account",
    purpose: "to keep to what a tier includes",
  },
  {
    table: "quota_days",
    columns: classified({
      reference: ["subject", "account_id"],
      personal: ["used"],
      none: ["meter", "day_at"],
    }),
    retention: "account",
    purpose: "to show what was used",
  },
  {
    table: "quota_reservations",
    columns: classified({
      reference: ["subject", "account_id"],
      personal: ["amount"],
      none: ["id", "meter", "minute_at", "day_at", "month_at", "expires_at", "period_at"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "to keep to what a tier includes",
  },
];
