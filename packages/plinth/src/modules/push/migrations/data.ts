import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const pushData: readonly TableClasses[] = [
  {
    table: "push_keys",
    columns: classified({ secret: ["sealed_key"], none: ["id", "created_at"] }),
    retention: "configuration",
  },
  {
    table: "push_subscriptions",
    columns: classified({
      reference: ["account_id"],
      personal: ["service", "created_at", "sent_at"],
      sensitive: ["address"],
      secret: ["endpoint_hash"],
      none: ["id", "session_id"],
    }),
    retention: "account",
    purpose: "to show messages in the browsers where somebody asked for them",
    basis: "consent",
  },
  {
    table: "push_sendings",
    columns: classified({ reference: ["account_id"], personal: ["kind", "at"], none: ["id"] }),
    retention: "transient",
    agedBy: "at",
    purpose: "to send nobody more messages than their kind allows",
    basis: "consent",
  },
];
