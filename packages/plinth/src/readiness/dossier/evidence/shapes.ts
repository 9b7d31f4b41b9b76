import { type Static, type TSchema, Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";

const Count = Type.Integer({ minimum: 0 });
const Millis = Type.Number();
const Instant = Type.String({ format: "date-time" });

/** What is read of a result of `plinth load`; it has more. */
const LoadShape = Type.Object({
  tool: Type.Object({ name: Type.Literal("plinth load"), version: Type.String() }),
  target: Type.String(),
  finishedAt: Instant,
  measuredMs: Count,
  rate: Type.Number({ minimum: 0 }),
  errorShare: Type.Number({ minimum: 0, maximum: 1 }),
  connections: Type.Object({ asked: Count, peak: Count }),
  total: Type.Object({
    requests: Count,
    ok: Count,
    latency: Type.Object({ p50: Millis, p95: Millis, p99: Millis }),
  }),
  confirmation: Type.Optional(Type.Object({ state: Type.String(), detail: Type.String() })),
  objectives: Type.Array(
    Type.Object({ objective: Type.String(), measured: Type.Number(), holds: Type.Boolean() }),
  ),
});
export type LoadEvidence = Static<typeof LoadShape>;

/** What is read of `vitest run --reporter=json`. */
const TestsShape = Type.Object({
  startTime: Type.Number({ minimum: 0 }),
  testResults: Type.Array(
    Type.Object({
      name: Type.String(),
      assertionResults: Type.Array(Type.Object({ fullName: Type.String(), status: Type.String() })),
    }),
  ),
});
export type TestsEvidence = Static<typeof TestsShape>;

/** What is read of `npm audit --json`; where the registry refuses, it prints a message instead. */
const AdvisoriesShape = Type.Object({
  auditReportVersion: Type.Integer(),
  vulnerabilities: Type.Record(
    Type.String(),
    Type.Object({ name: Type.String(), severity: Type.String(), range: Type.String() }),
  ),
});
export type AdvisoriesEvidence = Static<typeof AdvisoriesShape>;

/** What is read of the body of GET /health. */
const DeployedShape = Type.Object({
  status: Type.String(),
  version: Type.String(),
  environment: Type.String(),
  timestamp: Instant,
});
export type DeployedEvidence = Static<typeof DeployedShape>;

/** What is read of package-lock.json, version 3. */
const LockShape = Type.Object({
  lockfileVersion: Type.Literal(3),
  packages: Type.Record(
    Type.String(),
    Type.Object({
      version: Type.Optional(Type.String()),
      license: Type.Optional(Type.String()),
      dev: Type.Optional(Type.Boolean()),
      link: Type.Optional(Type.Boolean()),
    }),
  ),
});
export type LockEvidence = Static<typeof LockShape>;

/** What is read of `plinth config check --json`: verdicts, and no value of a setting. */
const ConfigShape = Type.Object({
  tool: Type.Object({ name: Type.Literal("plinth config"), version: Type.String() }),
  at: Instant,
  profile: Type.String(),
  settings: Type.Array(
    Type.Object({
      name: Type.String(),
      source: Type.String(),
      findings: Type.Array(Type.String()),
    }),
  ),
  findings: Type.Array(Type.String()),
});
export type ConfigEvidence = Static<typeof ConfigShape>;

/** What is read of the summary that `plinth profile` writes. */
const ProfileShape = Type.Object({
  tool: Type.Object({ name: Type.Literal("plinth profile"), version: Type.String() }),
  at: Instant,
  endpoint: Type.String(),
  seconds: Count,
  rate: Type.Number({ minimum: 0 }),
  rooms: Type.Array(Type.Object({ name: Type.String(), share: Type.Number({ minimum: 0 }) })),
});
export type ProfileEvidence = Static<typeof ProfileShape>;

/** What is read of `plinth db report --json`; it has more. */
const QueriesShape = Type.Object({
  engine: Type.String(),
  since: Type.Number({ minimum: 0 }),
  meanMs: Type.Number({ minimum: 0 }),
  slowShare: Type.Number({ minimum: 0, maximum: 1 }),
  known: Count,
});
export type QueriesEvidence = Static<typeof QueriesShape>;

const Milliseconds = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);

/** What is read of the records of `plinth drill --json`, beside the lines that every report has. */
const RecordsShape = Type.Object({
  drills: Type.Array(
    Type.Object({
      id: Type.String(),
      steps: Type.Array(Type.Object({ at: Type.String(), afterMs: Count, what: Type.String() })),
      detectMs: Milliseconds,
      recoverMs: Milliseconds,
      lost: Type.Union([Type.Object({ what: Type.String(), of: Count, lost: Count }), Type.Null()]),
      shelfLifeDays: Type.Number({ minimum: 0 }),
    }),
  ),
});
export type DrillRecords = Static<typeof RecordsShape>["drills"];

/** A file that is not the evidence it is given for: one sentence. */
export class EvidenceError extends Error {}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceError("it is no JSON");
  }
};

/**
 * Reads JSON of a shape; `what` says in words what it should be.
 * @throws {EvidenceError} naming the first member that is not as it should be.
 */
export const readAs = <S extends TSchema>(shape: S, text: string, what: string): Static<S> => {
  const value = parse(text);
  if (Value.Check(shape, value)) return value;
  const [first] = Value.Errors(shape, value);
  throw new EvidenceError(
    `it is no ${what}: ${first?.instancePath || "it"} ${first?.message ?? "is not right"}`,
  );
};

/** @throws {EvidenceError} for anything but a result of `plinth load`. */
export const readLoad = (text: string): LoadEvidence =>
  readAs(LoadShape, text, "result of plinth load");

/** @throws {EvidenceError} for anything but a report with records of drills. */
export const readRecords = (text: string): DrillRecords =>
  readAs(RecordsShape, text, "report of plinth drill").drills;

/** @throws {EvidenceError} for anything but the JSON of vitest. */
export const readTests = (text: string): TestsEvidence =>
  readAs(TestsShape, text, "result of vitest --reporter=json");

/** @throws {EvidenceError} for anything but the answer of /health. */
export const readDeployed = (text: string): DeployedEvidence =>
  readAs(DeployedShape, text, "answer of /health");

/** @throws {EvidenceError} for anything but the verdicts of plinth config. */
export const readConfig = (text: string): ConfigEvidence =>
  readAs(ConfigShape, text, "result of plinth config check --json");

/** @throws {EvidenceError} for anything but the summary of a profile. */
export const readProfileSummary = (text: string): ProfileEvidence =>
  readAs(ProfileShape, text, "summary of plinth profile");

/** @throws {EvidenceError} for anything but a report of statements. */
export const readQueries = (text: string): QueriesEvidence =>
  readAs(QueriesShape, text, "result of plinth db report --json");

/** @throws {EvidenceError} for anything but package-lock.json. */
export const readLock = (text: string): LockEvidence =>
  readAs(LockShape, text, "package-lock.json of version 3");

/**
 * Reads what `npm audit --json` printed. A source that could not be reached is a result of its own:
 * the sentence that says why.
 * @throws {EvidenceError} when it is neither.
 */
export const readAdvisories = (text: string): AdvisoriesEvidence | string => {
  const value = parse(text);
  if (Value.Check(AdvisoriesShape, value)) return value;
  const Refused = Type.Object({ message: Type.String() });
  if (Value.Check(Refused, value)) return value.message;
  const Failed = Type.Object({ error: Type.Object({ summary: Type.String() }) });
  if (Value.Check(Failed, value)) return value.error.summary;
  throw new EvidenceError("it is not what npm audit --json prints");
};
