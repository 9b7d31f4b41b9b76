import { Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";
import { OWASP_TOP_10 } from "../owasp.ts";
import { DEPTHS, SEVERITIES } from "../probe.ts";
import type { Report } from "../report.ts";

const wordOf = <const W extends readonly string[]>(words: W) => Type.Enum([...words]);
const Count = Type.Integer({ minimum: 0 });
const Instant = Type.String({ format: "date-time", description: "ISO 8601, UTC" });

const Line = Type.Object({
  id: Type.String({ pattern: "^[a-z]+(?:-[a-z]+)*$", description: "the probe" }),
  claim: Type.String(),
  requirements: Type.Array(Type.String()),
  standard: Type.String(),
  owasp: wordOf([...Object.keys(OWASP_TOP_10), "none"]),
  severity: wordOf(SEVERITIES),
  depth: wordOf(DEPTHS),
  verdict: wordOf(["pass", "fail", "warn", "not-run", "not-applicable", "blocked"]),
  measured: Type.String(),
  wanted: Type.String(),
  remedy: Type.String(),
  command: Type.String({ description: "runs this line alone" }),
  evidence: Type.Array(Type.Object({ request: Type.String(), answer: Type.String() })),
  at: Instant,
  durationMs: Count,
});

const Score = Type.Object(
  { value: Count, denominator: Count },
  { description: "passed lines of those that apply; only a pass counts" },
);

const Security = Type.Object(
  { value: Type.Integer({ minimum: 0, maximum: 100 }), points: Count, of: Count, cap: Count },
  { description: "points of passed lines in hundredths of all, capped by what failed" },
);

const Covered = Type.Object({
  category: wordOf(Object.keys(OWASP_TOP_10)),
  name: Type.String(),
  judged: Count,
  passed: Count,
  failed: Count,
  applicable: Count,
});

const TrafficShape = Type.Object({
  requests: Count,
  bytesSent: Count,
  bytesReceived: Count,
  seconds: Type.Number({ minimum: 0 }),
});

/** JSON Schema of what `plinth audit --json` writes; further members may come. */
export const REPORT_SCHEMA = Type.Object(
  {
    tool: Type.Object({ name: Type.Literal("plinth"), version: Type.String() }),
    target: Type.String(),
    depth: wordOf(DEPTHS),
    startedAt: Instant,
    finishedAt: Instant,
    lines: Type.Array(Line),
    score: Score,
    security: Security,
    owasp: Type.Array(Covered),
    notes: Type.Optional(Type.Array(Type.String())),
    traffic: Type.Optional(TrafficShape),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Report of plinth audit",
  },
);

const isReport = (value: unknown): value is Report => Value.Check(REPORT_SCHEMA, value);

/** A text that should be a report, and is none: one sentence. */
export class ReportError extends Error {}

/**
 * Reads a report that `plinth audit --json` wrote.
 * @throws {ReportError} naming the first member that is not as it should be.
 */
export const readReport = (text: string): Report => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReportError("it is no JSON");
  }
  if (isReport(value)) return value;
  const [first] = Value.Errors(REPORT_SCHEMA, value);
  throw new ReportError(`${first?.instancePath || "it"} ${first?.message ?? "is not right"}`);
};
