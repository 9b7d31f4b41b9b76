import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const cspReportData: readonly TableClasses[] = [
  {
    table: "csp_violations",
    columns: classified({
      none: [
        "id",
        "directive",
        "blocked",
        "page",
        "source",
        "line",
        "disposition",
        "times",
        "first_at",
        "last_at",
      ],
    }),
    retention: "operational",
    agedBy: "last_at",
  },
];
