import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const dependencyData: readonly TableClasses[] = [
  {
    table: "dependency_orders",
    columns: classified({ none: ["name", "mode", "resets", "changed_at"] }),
    retention: "configuration",
  },
];
