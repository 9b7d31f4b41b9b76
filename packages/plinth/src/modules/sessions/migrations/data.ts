import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const sessionData: readonly TableClasses[] = [
  {
    table: "sessions",
    columns: classified({
      reference: ["account_id"],
      personal: ["agent", "address", "created_at", "last_seen_at", "expires_at"],
      secret: ["cookie_hash"],
      none: ["id", "epoch", "assurance", "authenticated_at", "factors"],
    }),
    retention: "transient",
    agedBy: "expires_at",
    purpose: "to know who is signed in, and where",
  },
  {
    table: "refresh_tokens",
    columns: classified({
      reference: ["account_id"],
      personal: ["created_at", "rotated_at"],
      secret: ["token_hash"],
      none: ["session_id"],
    }),
    retention: "transient",
    purpose: "to know who is signed in",
  },
];
