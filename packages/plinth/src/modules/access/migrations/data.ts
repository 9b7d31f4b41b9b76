import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const accessData: readonly TableClasses[] = [
  {
    table: "access_reviews",
    columns: classified({
      reference: ["reviewer_id", "entries"],
      personal: ["note"],
      none: ["id", "created_at"],
    }),
    retention: "audit",
    agedBy: "created_at",
    purpose: "to review who may do what",
    basis: "legitimate-interest",
  },
];
