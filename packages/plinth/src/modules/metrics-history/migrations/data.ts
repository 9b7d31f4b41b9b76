import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const metricsHistoryData: readonly TableClasses[] = [
  {
    table: "metrics_series",
    columns: classified({
      none: ["id", "name", "kind", "scope", "help", "labels", "buckets", "seen_at"],
    }),
    retention: "configuration",
  },
  {
    table: "metrics_slots",
    columns: classified({ none: ["tier", "shelf", "slot", "node", "cells"] }),
    retention: "configuration",
  },
];
