import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const securityEventData: readonly TableClasses[] = [
  {
    table: "security_events",
    columns: classified({
      reference: ["account_id", "actor_id"],
      personal: ["at", "name", "outcome", "address", "route", "details"],
      none: ["id", "severity", "request_id"],
    }),
    retention: "operational",
    purpose: "to notice and prove attacks",
    basis: "legitimate-interest",
  },
  {
    table: "security_event_counts",
    columns: classified({ none: ["slot", "name", "events"] }),
    retention: "operational",
    agedBy: "slot",
  },
];
