import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const limitData: readonly TableClasses[] = [
  {
    table: "address_entries",
    columns: classified({
      reference: ["made_by"],
      personal: ["address_range", "reason", "starts_at", "kind"],
      none: ["id", "origin", "level", "ends_at"],
    }),
    retention: "transient",
    agedBy: "ends_at",
    purpose: "to stop attacks",
    basis: "legitimate-interest",
  },
  {
    table: "address_revision",
    columns: classified({ none: ["id", "revision"] }),
    retention: "configuration",
  },
  {
    table: "limit_overrides",
    columns: classified({ reference: ["made_by"], none: ["route", "limits", "made_at"] }),
    retention: "configuration",
  },
];
