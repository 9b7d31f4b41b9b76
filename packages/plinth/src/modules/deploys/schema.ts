import { list, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const MaybeText = Type.Union([Type.String(), Type.Null()]);

/** A deploy, dry run, rollback or reload that ended. */
const Deploy = strictObject({
  number: Count,
  kind: Type.String(),
  by: Type.String({ description: "who typed it: a user of the operating system, or a signal" }),
  outcome: Type.String({ description: "deployed, checked, refused, rolled back or undone" }),
  reason: Type.String(),
  at: Type.String({ description: "ISO 8601" }),
  from: MaybeText,
  to: Type.String(),
  /** Null where nothing was checked, as with a rollback. */
  gates: Type.Union([strictObject({ passed: Count, others: list(Type.String()) }), Type.Null()]),
});

/** GET /api/v1/admin/deploys */
export const DeploysReply = strictObject({
  /** The application that answers. */
  serving: strictObject({ name: Type.String(), version: Type.String() }),
  /** Whether a front ever deployed here. */
  isDeployed: Type.Boolean(),
  hasWayBack: Type.Boolean(),
  /** Newest first; the front keeps 50, the audit trail all. */
  deploys: list(Deploy),
});
