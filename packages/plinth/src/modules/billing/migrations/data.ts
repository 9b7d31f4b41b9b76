import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const billingData: readonly TableClasses[] = [
  {
    table: "billing_customers",
    columns: classified({
      reference: ["account_id"],
      personal: ["customer", "applied_tier", "created_at"],
      none: ["monthly"],
    }),
    retention: "account",
    purpose: "to take payments",
  },
  {
    table: "billing_subscriptions",
    columns: classified({
      reference: ["account_id"],
      personal: ["id", "tier", "status", "amount", "currency", "period_start", "period_end"],
      none: ["interval", "is_ending", "past_due_since", "started_at", "ended_at"],
    }),
    retention: "account",
    purpose: "to take payments",
  },
  {
    table: "billing_payments",
    columns: classified({
      reference: ["account_id"],
      personal: ["number", "amount", "paid_at"],
      none: ["id", "status", "currency", "payment", "url"],
    }),
    retention: "books",
    agedBy: "paid_at",
    purpose: "to keep books of payments",
    basis: "legal-obligation",
  },
  {
    table: "billing_refunds",
    columns: classified({ none: ["id", "payment", "amount", "currency", "status", "at"] }),
    retention: "books",
    agedBy: "at",
    purpose: "to keep books of payments",
    basis: "legal-obligation",
  },
  {
    table: "billing_events",
    columns: classified({ none: ["id", "type", "object", "created_at", "received_at", "outcome"] }),
    retention: "transient",
    agedBy: "received_at",
  },
  {
    table: "billing_objects",
    columns: classified({ none: ["id", "issued", "applied"] }),
    retention: "configuration",
  },
  {
    table: "billing_changes",
    columns: classified({
      reference: ["account_id"],
      personal: ["at", "from_tier", "to_tier"],
      none: ["id", "from_monthly", "to_monthly"],
    }),
    retention: "books",
    agedBy: "at",
    purpose: "to count what is earned",
    basis: "legal-obligation",
  },
  {
    table: "billing_runs",
    columns: classified({ none: ["id", "at", "checked", "repaired", "drifts"] }),
    retention: "operational",
    agedBy: "at",
  },
];
