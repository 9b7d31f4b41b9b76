import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const fileData: readonly TableClasses[] = [
  {
    table: "kept_files",
    columns: classified({
      reference: ["owner_id"],
      personal: ["id", "purpose", "name", "type", "bytes", "sha256", "state", "created_at"],
      secret: ["sealed_key"],
      none: ["stored_name", "scan", "signature"],
    }),
    retention: "account",
    purpose: "to keep what somebody uploaded",
  },
];
