import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const activityData: readonly TableClasses[] = [
  {
    table: "account_activity",
    columns: classified({
      reference: ["account_id"],
      personal: ["at", "kind", "name", "outcome", "detail", "address", "agent", "times"],
      none: ["id"],
    }),
    retention: "operational",
    agedBy: "at",
    purpose: "to show people what happened to their account",
    basis: "legitimate-interest",
  },
];
