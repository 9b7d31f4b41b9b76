import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const statusData: readonly TableClasses[] = [
  {
    table: "health_history",
    columns: classified({
      none: ["id", "component", "instance", "state", "detail", "since_at", "seen_at", "until_at"],
    }),
    retention: "operational",
  },
  {
    table: "health_days",
    columns: classified({
      none: ["component", "day", "instance", "ok_ms", "degraded_ms", "failed_ms"],
    }),
    retention: "operational",
  },
];
