import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const idempotencyData: readonly TableClasses[] = [
  {
    table: "idempotency_keys",
    columns: classified({
      reference: ["account_id"],
      personal: ["route", "created_at", "expires_at"],
      // An answer may have held a key that is shown once; what else it told is exported where it lies.
      secret: ["id", "fingerprint", "answer"],
      none: ["worker", "lease_until", "committed"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "to do once what was sent twice",
  },
];
