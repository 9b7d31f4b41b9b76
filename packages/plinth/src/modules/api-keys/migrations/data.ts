import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const apiKeyData: readonly TableClasses[] = [
  {
    table: "api_keys",
    columns: classified({
      reference: ["account_id"],
      personal: [
        "name",
        "public_id",
        "scopes",
        "limits",
        "signing_algorithm",
        "created_at",
        "last_used_at",
        "expires_at",
      ],
      secret: ["key_hash", "signing_key"],
      none: ["id", "assurance", "replaced_by"],
    }),
    retention: "account",
    purpose: "to let programs call for somebody",
  },
  {
    table: "signature_nonces",
    columns: classified({ secret: ["nonce_hash"], none: ["expires_at"] }),
    retention: "transient",
    agedBy: "expires_at",
  },
];
