import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const credentialData: readonly TableClasses[] = [
  {
    table: "passwords",
    columns: classified({
      reference: ["account_id"],
      personal: ["changed_at"],
      secret: ["hash"],
      none: ["scheme"],
    }),
    retention: "account",
    purpose: "to let somebody in",
  },
  {
    table: "lockouts",
    columns: classified({
      reference: ["subject", "account_id"],
      personal: ["failed_attempts", "locked_until", "last_failed_at"],
      none: ["lock_level"],
    }),
    retention: "transient",
    agedBy: "last_failed_at",
    purpose: "to stop others from guessing a password",
    basis: "legitimate-interest",
  },
];
