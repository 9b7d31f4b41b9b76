import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const mfaData: readonly TableClasses[] = [
  {
    table: "mfa_factors",
    columns: classified({
      reference: ["account_id"],
      personal: ["name", "created_at", "confirmed_at", "last_used_at"],
      secret: ["secret"],
      none: ["id", "last_step"],
    }),
    retention: "account",
    purpose: "to ask for a second factor",
  },
  {
    table: "mfa_recovery_codes",
    columns: classified({
      reference: ["account_id"],
      personal: ["created_at"],
      secret: ["code_hash"],
      none: ["key_id"],
    }),
    retention: "account",
    purpose: "to let somebody in who lost a phone",
  },
  {
    table: "mfa_challenges",
    columns: classified({
      reference: ["account_id"],
      personal: ["first_factor", "failed_attempts", "created_at", "expires_at"],
      secret: ["token_hash", "device_id"],
      none: ["epoch"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "to ask for a second factor",
  },
  {
    table: "mfa_remembered_devices",
    columns: classified({
      reference: ["account_id"],
      personal: ["agent", "created_at", "last_used_at", "expires_at"],
      secret: ["token_hash"],
      none: ["id", "epoch"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "not to ask again on a known device",
  },
  {
    table: "mfa_lockouts",
    columns: classified({
      reference: ["subject", "account_id"],
      personal: ["failed_attempts", "locked_until", "last_failed_at"],
      none: ["lock_level"],
    }),
    retention: "transient",
    agedBy: "last_failed_at",
    purpose: "to stop others from guessing a code",
    basis: "legitimate-interest",
  },
];
