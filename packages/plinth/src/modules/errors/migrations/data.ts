import { classified, type TableClasses } from "#modules/contract";

/** What the columns of these tables say of people (PRIV-01). */
export const errorData: readonly TableClasses[] = [
  {
    table: "error_groups",
    columns: classified({
      reference: ["changed_by"],
      none: [
        "id",
        "source",
        "kind",
        "message",
        "frames",
        "place",
        "times",
        "first_at",
        "last_at",
        "first_release",
        "last_release",
        "request_id",
        "trace_id",
        "state",
        "changed_at",
        "returns",
        "returned_at",
      ],
    }),
    retention: "operational",
    agedBy: "last_at",
    purpose: "to find and mend faults of the service",
    basis: "legitimate-interest",
  },
  {
    table: "error_times",
    columns: classified({ none: ["slot", "group_id", "times"] }),
    retention: "operational",
    agedBy: "slot",
    purpose: "to see when faults came",
    basis: "legitimate-interest",
  },
];
