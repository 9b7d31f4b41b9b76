import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const costData: readonly TableClasses[] = [
  {
    table: "cost_entries",
    columns: classified({
      reference: ["account_id"],
      personal: ["at", "endpoint", "model", "tokens_in", "tokens_out", "cost_micros"],
      none: ["id"],
    }),
    retention: "account",
    purpose: "to know what paid services cost, and for whom",
    basis: "legitimate-interest",
  },
];
