import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const accountData: readonly TableClasses[] = [
  {
    table: "accounts",
    columns: classified({
      reference: ["id"],
      personal: [
        "email",
        "name",
        "role",
        "tier",
        "mfa",
        "email_verified_at",
        "disabled_at",
        "created_at",
        "last_sign_in_at",
        "language",
      ],
      none: ["session_epoch"],
    }),
    retention: "account",
    purpose: "to know who somebody is and what they may do",
  },
  {
    table: "one_time_tokens",
    columns: classified({
      reference: ["account_id"],
      personal: ["purpose", "data", "created_at", "expires_at"],
      secret: ["token_hash"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "to prove that an address is theirs",
  },
  {
    table: "roles",
    columns: classified({ none: ["name", "description", "permissions", "needs_second_factor"] }),
    retention: "configuration",
  },
];
