import { list, oneOf, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const Text = Type.String();
const NullableText = Type.Union([Text, Type.Null()]);

const Area = strictObject({
  name: Text,
  percent: Count,
  shown: Count,
  of: Count,
  target: Type.Union([Count, Type.Null()]),
  risk: oneOf(["low", "medium", "high"]),
});

/** What is shown of a published report; the report itself has more. */
export const ReportSchema = strictObject({
  header: strictObject({
    generatedAt: Text,
    nextReview: NullableText,
    commit: NullableText,
    author: Text,
    targets: list(Text),
  }),
  verdict: strictObject({ isReady: Type.Boolean(), met: Count, of: Count }),
  gates: list(
    strictObject({ id: Text, claim: Text, isMet: Type.Boolean(), measured: Text, wanted: Text }),
  ),
  score: strictObject({ value: Count, denominator: Count }),
  security: strictObject({ value: Count, posture: Text }),
  overall: Area,
  areas: list(Area),
  capabilities: list(
    strictObject({
      name: Text,
      state: oneOf(["supported", "partial", "unproven", "roadmap"]),
      shown: Count,
      of: Count,
    }),
  ),
  objectives: list(
    strictObject({
      objective: Text,
      target: Text,
      measured: Type.Number(),
      holds: Type.Boolean(),
      at: Text,
      goodUntil: Text,
    }),
  ),
  drills: list(
    strictObject({
      id: Text,
      claim: Text,
      verdict: Text,
      measured: Text,
      at: Text,
      goodUntil: Text,
    }),
  ),
  ledger: strictObject({
    open: strictObject({ security: Count, performance: Count, quality: Count, total: Count }),
  }),
  sources: list(strictObject({ kind: Text, name: Text, at: Text, sha256: Text })),
});
export type PublishedReport = Static<typeof ReportSchema>;

/** The answer of GET /api/v1/admin/readiness. */
export const ReadinessReply = strictObject({
  /** Refused: a file is there that this deployment's key did not sign as it is. */
  state: oneOf(["none", "refused", "published"]),
  /** Why it was refused. */
  reason: NullableText,
  isOverdue: Type.Boolean(),
  now: Text,
  report: Type.Union([ReportSchema, Type.Null()]),
});
export type ReadinessView = Static<typeof ReadinessReply>;
