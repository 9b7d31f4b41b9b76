import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const tokenData: readonly TableClasses[] = [
  {
    table: "signing_keys",
    columns: classified({
      secret: ["sealed_key"],
      none: ["number", "kid", "algorithm", "created_at", "signs_from", "retired_at", "expires_at"],
    }),
    retention: "configuration",
  },
];
