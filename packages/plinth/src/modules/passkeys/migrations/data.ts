import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const passkeyData: readonly TableClasses[] = [
  {
    table: "passkeys",
    columns: classified({
      reference: ["account_id"],
      personal: ["name", "created_at", "last_used_at"],
      secret: ["credential_id", "public_key"],
      none: ["id", "counter", "transports", "device_type", "backed_up", "aaguid", "cloned_at"],
    }),
    retention: "account",
    purpose: "to let somebody in with a device",
  },
  {
    table: "passkey_challenges",
    columns: classified({ secret: ["challenge_hash"], none: ["expires_at"] }),
    retention: "transient",
    agedBy: "expires_at",
  },
];
