import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const logData: readonly TableClasses[] = [
  {
    table: "log_levels",
    columns: classified({ none: ["name", "level", "until", "changed_at"] }),
    retention: "configuration",
  },
];
