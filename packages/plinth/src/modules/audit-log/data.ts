import { classified, type TableClasses } from "#modules/contract";

const ENTRY = {
  reference: ["actor", "target"],
  personal: ["origin", "details"],
  none: ["id", "at", "action", "outcome", "via", "route", "status", "request_id", "trace_id"],
} as const;

const WHY = {
  retention: "audit",
  purpose: "to show who did what, and that nobody changed the record of it",
  basis: "legal-obligation",
} as const;

/** What the columns of the audit trail say of people (PRIV-01). The module removes rows itself. */
export const auditLogData: readonly TableClasses[] = [
  { table: "audit_intake", columns: classified(ENTRY), ...WHY },
  {
    table: "audit_log",
    columns: classified({ ...ENTRY, none: [...ENTRY.none, "seq", "noted_at", "hash"] }),
    ...WHY,
  },
  {
    table: "audit_checkpoints",
    columns: classified({
      none: ["number", "kind", "seq", "hash", "at", "previous", "public_key", "signature"],
    }),
    ...WHY,
  },
  {
    table: "audit_head",
    columns: classified({
      none: [
        "id",
        "seq",
        "hash",
        "noted_at",
        "checkpoint",
        "checkpoint_digest",
        "checkpoint_seq",
        "checkpoint_at",
        "public_key",
        "signature",
        "turn",
      ],
    }),
    ...WHY,
  },
  {
    table: "audit_keys",
    columns: classified({
      reference: ["ref", "subject_id"],
      secret: ["sealed_key"],
      none: ["created_at"],
    }),
    ...WHY,
  },
];
