import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const privacyData: readonly TableClasses[] = [
  {
    table: "privacy_exports",
    columns: classified({
      reference: ["account_id"],
      personal: ["id", "state", "created_at", "ready_at", "expires_at", "bytes"],
      secret: ["stored_name", "ticket_hash"],
      none: ["ticket_until"],
    }),
    retention: "transient",
    agedBy: "created_at",
    purpose: "to give people what is kept of them",
    basis: "legal-obligation",
  },
  {
    // The id of nobody: the account is gone, or goes. Kept so that it does not come back (PRIV-03).
    table: "privacy_erasures",
    columns: classified({ none: ["erased_id", "at", "done_at", "origin"] }),
    retention: "audit",
    agedBy: "at",
    purpose: "to erase again what a restored backup brings back",
    basis: "legal-obligation",
  },
  {
    table: "privacy_breaches",
    columns: classified({
      reference: ["opened_by"],
      personal: ["title", "detected_at"],
      none: [
        "id",
        "description",
        "tables",
        "until_at",
        "authority_told_at",
        "people_told_at",
        "closed_at",
      ],
    }),
    retention: "audit",
    agedBy: "detected_at",
    purpose: "to tell people and authorities of a breach in time",
    basis: "legal-obligation",
  },
  {
    table: "privacy_breach_people",
    columns: classified({
      reference: ["account_id"],
      personal: ["told_at"],
      none: ["breach_id"],
    }),
    retention: "audit",
    purpose: "to tell people and authorities of a breach in time",
    basis: "legal-obligation",
  },
];
