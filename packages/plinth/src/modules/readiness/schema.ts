import { list, oneOf, type Static, strictObject, type TSchema, Type } from "#policy";

/** Longest file that is read, in bytes; a whole report has about 150,000. */
export const MAX_BYTES = 8_388_608;

/** As many as the signed report has: no file that is read holds more entries than bytes. */
const every = <T extends TSchema>(items: T) => list(items, { max: MAX_BYTES });

const Count = Type.Integer({ minimum: 0 });
const Text = Type.String();
const NullableText = Type.Union([Text, Type.Null()]);
const NullableCount = Type.Union([Count, Type.Null()]);

const Area = strictObject({
  name: Text,
  percent: Count,
  shown: Count,
  of: Count,
  target: NullableCount,
  before: NullableCount,
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

/** A share of something, with what it was in the report before. */
const Covered = strictObject({
  name: Text,
  shown: Count,
  of: Count,
  percent: Count,
  before: NullableCount,
});

const Objective = strictObject({
  objective: Text,
  target: Text,
  measured: Type.Number(),
  holds: Type.Boolean(),
  at: Text,
  goodUntil: Text,
});

const Run = strictObject({
  source: Text,
  target: Text,
  requests: Count,
  rate: Type.Number(),
  errorPercent: Type.Number(),
  p50: Type.Number(),
  p95: Type.Number(),
  p99: Type.Number(),
  connections: Count,
  serverAgrees: Text,
});

const Drill = strictObject({
  id: Text,
  claim: Text,
  verdict: Text,
  measured: Text,
  at: Text,
  goodUntil: Text,
});

/** A category of the OWASP Top 10: how many lines of it were judged. */
const Category = strictObject({
  category: Text,
  name: Text,
  judged: Count,
  passed: Count,
  failed: Count,
  applicable: Count,
});

/** A chapter of the OWASP ASVS: requirements that lines name, and lines that passed. */
const Chapter = strictObject({
  chapter: Text,
  requirements: every(Text),
  passed: Count,
  applicable: Count,
});

const Finding = strictObject({
  id: Text,
  kind: Text,
  state: Text,
  severity: Text,
  claim: Text,
  measured: Text,
  before: NullableText,
  regressionTests: every(Text),
});

const Property = strictObject({ id: Text, text: Text, state: Text, by: every(Text) });

/** What is shown of a published report; the report itself has more. */
export const ReportSchema = strictObject({
  header: strictObject({
    generatedAt: Text,
    nextReview: NullableText,
    commit: NullableText,
    author: Text,
    targets: every(Text),
    useCases: every(Text),
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
  progress: strictObject({
    done: Count,
    total: Count,
    percent: Count,
    complete: Count,
    partial: Count,
    remaining: Count,
    next: NullableText,
  }),
  coverage: every(Covered),
  objectives: every(Objective),
  runs: every(Run),
  drills: every(Drill),
  /** Drills that there are and that nobody held. */
  missingDrills: every(Text),
  owasp: every(Category),
  asvs: every(Chapter),
  ledger: strictObject({
    open: strictObject({ security: Count, performance: Count, quality: Count, total: Count }),
    findings: every(Finding),
  }),
  tests: strictObject({ total: Count, passed: Count, failed: Count, skipped: Count }),
  properties: strictObject({
    total: Count,
    implemented: Count,
    passed: Count,
    registry: every(Property),
  }),
  dependencies: strictObject({
    state: oneOf(["allowed", "refused", "unknown"]),
    total: Count,
    shipped: Count,
    licences: every(strictObject({ licence: Text, packages: Count })),
    refused: every(Text),
  }),
  /** Unknown where the source could not be read: no pass. */
  advisories: strictObject({
    state: oneOf(["none", "found", "unknown"]),
    detail: Text,
    found: every(strictObject({ name: Text, severity: Text, range: Text })),
  }),
  lists: strictObject({
    checklist: every(Item),
    deployment: every(Item),
    soc2: every(Item),
    questionnaire: every(Item),
  }),
  /** What people think; no figure is made of it. */
  estimates: every(Estimate),
  methods: every(strictObject({ name: Text, state: oneOf(["present", "not-run"]), detail: Text })),
  /** Against the report before; since is null where there was none. */
  changes: strictObject({
    since: NullableText,
    better: every(Text),
    worse: every(Text),
    other: every(Text),
  }),
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
