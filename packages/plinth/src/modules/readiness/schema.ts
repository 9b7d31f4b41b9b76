import { list, oneOf, type Static, strictObject, type TSchema, Type } from "#policy";

/** Longest file that is read, in bytes; a whole report has about 150,000. */
export const MAX_BYTES = 8_388_608;

/** As many as the signed report has: no file that is read holds more entries than bytes. */
const every = <T extends TSchema>(items: T) => list(items, { max: MAX_BYTES });

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
  because: Text,
});

/** A box of a list: what ticked it or left it open, and who answers for it. */
const Item = strictObject({
  id: Text,
  group: Text,
  title: Text,
  state: oneOf(["shown", "partly", "not shown"]),
  shown: Count,
  of: Count,
  /** The first of its checks, and how many more there are. */
  checks: list(strictObject({ id: Text, state: Text, command: Text })),
  moreChecks: Count,
  owner: NullableText,
});

const Estimate = strictObject({
  area: Text,
  about: Text,
  range: Text,
  label: Text,
  by: Text,
  on: Text,
  /** The first of what would close it, and how much more there is. */
  closedBy: list(Text),
  moreToClose: Count,
});

/** What is shown of a published report; the report itself has more. */
export const ReportSchema = strictObject({
  header: strictObject({
    generatedAt: Text,
    nextReview: NullableText,
    commit: NullableText,
    author: Text,
    targets: every(Text),
  }),
  verdict: strictObject({ isReady: Type.Boolean(), met: Count, of: Count }),
  gates: every(
    strictObject({ id: Text, claim: Text, isMet: Type.Boolean(), measured: Text, wanted: Text }),
  ),
  score: strictObject({ value: Count, denominator: Count }),
  security: strictObject({ value: Count, posture: Text }),
  overall: Area,
  areas: every(Area),
  capabilities: every(
    strictObject({
      name: Text,
      state: oneOf(["supported", "partial", "unproven", "roadmap"]),
      shown: Count,
      of: Count,
    }),
  ),
  objectives: every(
    strictObject({
      objective: Text,
      target: Text,
      measured: Type.Number(),
      holds: Type.Boolean(),
      at: Text,
      goodUntil: Text,
    }),
  ),
  drills: every(
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
  lists: strictObject({
    checklist: every(Item),
    deployment: every(Item),
    soc2: every(Item),
    questionnaire: every(Item),
  }),
  /** What people think; no figure is made of it. */
  estimates: every(Estimate),
  /** Where what runs is another version than the report is about. */
  skew: every(Text),
  /** Findings that are fixed, and not where it runs. */
  undeployed: every(Text),
  sources: every(strictObject({ kind: Text, name: Text, at: Text, sha256: Text })),
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
