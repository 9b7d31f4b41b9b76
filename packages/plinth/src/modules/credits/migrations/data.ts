import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const creditData: readonly TableClasses[] = [
  {
    table: "credit_balances",
    columns: classified({ reference: ["account_id"], personal: ["balance"] }),
    retention: "account",
    purpose: "to know what somebody may still use",
  },
  {
    table: "credit_entries",
    columns: classified({
      reference: ["account_id"],
      personal: ["at", "kind", "amount", "reason"],
      none: ["id", "grant_key"],
    }),
    retention: "account",
    purpose: "to know what somebody was given and used",
  },
  {
    table: "credit_holds",
    columns: classified({
      reference: ["account_id"],
      personal: ["amount", "reason", "expires_at"],
      none: ["id"],
    }),
    retention: "transient",
    purpose: "to reserve what work may use",
  },
];
