import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const consentData: readonly TableClasses[] = [
  {
    table: "consents",
    columns: classified({
      reference: ["account_id"],
      personal: ["purpose", "version", "is_given", "at"],
      none: ["id"],
    }),
    retention: "account",
    purpose: "to prove what somebody agreed to, and when",
    basis: "legal-obligation",
  },
];
