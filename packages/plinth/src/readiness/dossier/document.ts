import { type Static, Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";
import { OWASP_TOP_10 } from "../owasp.ts";
import { EvidenceError } from "./evidence/shapes.ts";

const wordOf = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>(Type.Enum([...words]));
const Count = Type.Integer({ minimum: 0 });
const Text = Type.String();
const Texts = Type.Array(Text);
const Instant = Type.String({ format: "date-time", description: "ISO 8601, UTC" });
const Share = Type.Object({ value: Count, denominator: Count });

const Header = Type.Object({
  type: Type.Literal("readiness report of a deployment"),
  generatedAt: Instant,
  /** When the first piece of evidence is too old. */
  nextReview: Type.Union([Instant, Type.Null()]),
  tool: Type.Object({ name: Type.Literal("plinth report"), version: Text }),
  commit: Type.Union([Text, Type.Null()]),
  author: Type.String({ description: "the account of the machine under which the command ran" }),
  targets: Texts,
  useCases: Type.Array(Text, { description: "capabilities that are wholly shown" }),
});

const Gate = Type.Object({
  id: Text,
  claim: Text,
  isMet: Type.Boolean(),
  measured: Text,
  wanted: Text,
  sources: Texts,
});

const Capability = Type.Object({
  name: Text,
  state: wordOf(["supported", "partial", "unproven", "roadmap"]),
  shown: Count,
  of: Count,
  strengths: Type.Object({
    "live probe": Count,
    test: Count,
    "file exists": Count,
    nothing: Count,
  }),
  statements: Type.Array(
    Type.Object({
      id: Text,
      strength: wordOf(["live probe", "test", "file exists", "nothing"]),
      isShown: Type.Boolean(),
      by: Texts,
      against: Texts,
    }),
  ),
});

const Measured = Type.Object({
  name: Text,
  shown: Count,
  of: Count,
  percent: Count,
  before: Type.Union([Count, Type.Null()]),
});

const Area = Type.Object({
  name: Text,
  /** Tenths: 85 is 8.5 out of 10 and 85 %. */
  percent: Count,
  shown: Count,
  of: Count,
  target: Type.Union([Count, Type.Null()]),
  before: Type.Union([Count, Type.Null()]),
  risk: wordOf(["low", "medium", "high"]),
  because: Type.String({ description: "what the level follows from" }),
});

const Objective = Type.Object({
  source: Text,
  target: Text,
  objective: Text,
  measured: Type.Number(),
  holds: Type.Boolean(),
  at: Instant,
  goodUntil: Text,
  isStale: Type.Boolean(),
});

const Run = Type.Object({
  source: Text,
  target: Text,
  rate: Type.Number(),
  errorPercent: Type.Number(),
  p50: Type.Number(),
  p95: Type.Number(),
  p99: Type.Number(),
  requests: Count,
  connections: Count,
  serverAgrees: wordOf(["agrees", "disagrees", "not asked"]),
});

const Milliseconds = Type.Union([Type.Number(), Type.Null()]);

const Drill = Type.Object({
  id: Text,
  claim: Text,
  verdict: wordOf(["pass", "fail", "warn", "not-run", "not-applicable", "blocked"]),
  severity: Text,
  measured: Text,
  source: Text,
  at: Text,
  goodUntil: Text,
  isStale: Type.Boolean(),
  detectMs: Milliseconds,
  recoverMs: Milliseconds,
  lost: Type.Union([Text, Type.Null()]),
  steps: Type.Array(Type.Object({ at: Text, afterMs: Count, what: Text })),
});

const Finding = Type.Object({
  id: Text,
  kind: wordOf(["security", "performance", "quality"]),
  state: wordOf(["open", "fixed"]),
  severity: Text,
  claim: Text,
  measured: Text,
  before: Type.Union([Text, Type.Null()]),
  requirements: Texts,
  regressionTests: Texts,
  source: Text,
});

const Item = Type.Object({
  id: Text,
  group: Text,
  title: Text,
  state: wordOf(["shown", "partly", "not shown"]),
  shown: Count,
  of: Count,
  requirements: Texts,
  by: Texts,
  checks: Type.Array(Text, { description: "ids of checks that tick it or leave it open" }),
  owner: Type.Union([Text, Type.Null()], { description: "who answers for it, as people said" }),
});

const Check = Type.Object({
  id: Text,
  kind: wordOf(["live probe", "drill", "test"]),
  state: Text,
  measured: Text,
  command: Type.String({ description: "runs this check alone" }),
  source: Text,
});

const Estimate = Type.Object({
  label: Type.Literal("human estimate"),
  area: Text,
  about: Text,
  range: Text,
  by: Text,
  on: Text,
  source: Text,
  closedBy: Type.Array(Text, { description: "checks and requirements that close the risk" }),
});

const Property = Type.Object({
  id: Text,
  section: Text,
  text: Text,
  state: wordOf(["passed", "refuted", "not run", "pending"]),
  by: Type.Array(Text, { description: "files of tests that ran it, or that would" }),
});

const Ledger = Type.Object({
  open: Type.Object({ security: Count, performance: Count, quality: Count, total: Count }),
  findings: Type.Array(Finding),
});

/** JSON Schema of what `plinth report` writes. */
export const READINESS_SCHEMA = Type.Object(
  {
    header: Header,
    verdict: Type.Object({ isReady: Type.Boolean(), met: Count, of: Count, unmet: Texts }),
    gates: Type.Array(Gate),
    score: Share,
    security: Type.Object({
      value: Type.Integer({ minimum: 0, maximum: 100 }),
      points: Count,
      of: Count,
      cap: Count,
      posture: wordOf(["strong", "fair", "weak", "not shown"]),
      before: Type.Union([Count, Type.Null()]),
    }),
    capabilities: Type.Array(Capability),
    progress: Type.Object({
      done: Count,
      total: Count,
      percent: Count,
      complete: Count,
      partial: Count,
      remaining: Count,
      next: Type.Union([Text, Type.Null()]),
    }),
    coverage: Type.Array(Measured),
    areas: Type.Array(Area),
    overall: Area,
    objectives: Type.Array(Objective),
    runs: Type.Array(Run),
    drills: Type.Array(Drill),
    missingDrills: Texts,
    owasp: Type.Array(
      Type.Object({
        category: wordOf(Object.keys(OWASP_TOP_10)),
        name: Text,
        judged: Count,
        passed: Count,
        failed: Count,
        applicable: Count,
      }),
    ),
    asvs: Type.Array(
      Type.Object({ chapter: Text, requirements: Texts, passed: Count, applicable: Count }),
    ),
    tests: Type.Object({ total: Count, passed: Count, failed: Count, skipped: Count }),
    properties: Type.Object({
      total: Count,
      implemented: Count,
      pending: Texts,
      passed: Count,
      refuted: Texts,
      registry: Type.Array(Property),
    }),
    dependencies: Type.Object({
      state: wordOf(["allowed", "refused", "unknown"]),
      total: Count,
      shipped: Count,
      licences: Type.Record(Text, Count),
      refused: Texts,
    }),
    advisories: Type.Object({
      state: wordOf(["none", "found", "unknown"]),
      detail: Text,
      found: Type.Array(Type.Object({ name: Text, severity: Text, range: Text })),
    }),
    ledger: Ledger,
    lists: Type.Object({
      checklist: Type.Array(Item),
      deployment: Type.Array(Item),
      soc2: Type.Array(Item),
      questionnaire: Type.Array(Item),
    }),
    checks: Type.Array(Check),
    estimates: Type.Array(Estimate),
    methods: Type.Array(
      Type.Object({
        name: Text,
        state: wordOf(["present", "not-run"]),
        by: Texts,
        detail: Type.String({ description: "what it says, or what would run it" }),
      }),
    ),
    changes: Type.Object({
      since: Type.Union([Instant, Type.Null()]),
      better: Texts,
      worse: Texts,
      other: Texts,
    }),
    skew: Texts,
    undeployed: Type.Array(Text, { description: "findings that are fixed, and not where it runs" }),
    sources: Type.Array(
      Type.Object({
        kind: Text,
        name: Text,
        sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
        at: Text,
      }),
    ),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Readiness report of plinth report",
  },
);

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The readiness report of a deployment: JSON first, everything else is a view of it. */
export type ReadinessReport = DeepReadonly<Static<typeof READINESS_SCHEMA>>;

/** Whether a parsed JSON is a readiness report. */
export const isReadinessReport = (value: unknown): value is ReadinessReport =>
  Value.Check(READINESS_SCHEMA, value);

/**
 * Reads a report that `plinth report` wrote.
 * @throws {EvidenceError} when it is none, with one sentence.
 */
export const readPrevious = (text: string): ReadinessReport => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EvidenceError("it is no JSON");
  }
  if (isReadinessReport(value)) return value;
  const [first] = Value.Errors(READINESS_SCHEMA, value);
  throw new EvidenceError(
    `it is no readiness report: ${first?.instancePath || "it"} ${first?.message ?? "is not right"}`,
  );
};
