import { classified, type TableClasses } from "#modules/contract";

/** What the columns of the platform's own tables say of people; modules bring theirs (PRIV-01). */
export const ownTables: readonly TableClasses[] = [
  {
    table: "plinth_migrations",
    columns: classified({ none: ["position", "id", "checksum", "applied_at"] }),
    retention: "configuration",
  },
  {
    table: "jobs",
    columns: classified({
      reference: ["subject_id", "dedupe_key"],
      personal: ["name", "state", "created_at"],
      // What a job was given may be a link or an address; it is sealed where its kind says so.
      secret: ["payload"],
      none: [
        "id",
        "priority",
        "run_at",
        "waits_from",
        "attempt",
        "retries",
        "claimed_by",
        "context",
        "last_error",
        "started_at",
        "ended_at",
        "expires_at",
      ],
    }),
    retention: "transient",
    purpose: "to do work that outlives a request",
  },
  {
    table: "job_workers",
    columns: classified({ none: ["id", "beat"] }),
    retention: "configuration",
  },
  {
    table: "job_schedules",
    columns: classified({ none: ["name", "rule", "next_at", "last_at"] }),
    retention: "configuration",
  },
  {
    table: "mail_suppressions",
    columns: classified({
      secret: ["address_hash"],
      none: ["domain", "reason", "detail", "created_at", "key_id"],
    }),
    retention: "configuration",
  },
  {
    table: "mail_admissions",
    columns: classified({ secret: ["address_hash"], none: ["job_id", "kind", "at"] }),
    retention: "transient",
    agedBy: "at",
  },
  {
    table: "mail_counts",
    columns: classified({ none: ["kind", "outcome", "day", "count"] }),
    retention: "operational",
    agedBy: "day",
  },
  {
    table: "data_keys",
    columns: classified({ secret: ["sealed_key"], none: ["number", "created_at"] }),
    retention: "configuration",
  },
];
