import { type Static, Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";
import { SEVERITIES } from "../probe.ts";
import { ReportError } from "../reports/schema.ts";

const Count = Type.Integer({ minimum: 0 });
const Text = Type.String();
const Instant = Type.String({ format: "date-time", description: "ISO 8601, UTC" });
const wordOf = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>(Type.Enum([...words]));

/** Parts of a review, in the order in which they are read. */
export const SOURCE_SECTIONS = [
  "static code rules",
  "container review",
  "unreached throw sites",
] as const;

const Place = { rule: Text, file: Text, line: Type.Integer({ minimum: 1 }) };

const Finding = Type.Object({
  ...Place,
  severity: wordOf(SEVERITIES),
  kind: wordOf(["security", "quality"]),
  what: Text,
  remedy: Text,
  standard: Text,
  code: Type.String({ description: "the line, without what stands around it" }),
});

const Section = Type.Object({
  name: wordOf(SOURCE_SECTIONS),
  state: wordOf(["ran", "not-run"]),
  detail: Type.String({ description: "what was looked at, or why nothing was" }),
  findings: Type.Array(Finding),
  allowed: Type.Array(Type.Object({ ...Place, because: Text })),
});

/** JSON Schema of what `plinth audit --source` writes. */
export const SOURCE_SCHEMA = Type.Object(
  {
    tool: Type.Object({ name: Type.Literal("plinth audit --source"), version: Text }),
    source: Type.String({ description: "name of the folder" }),
    startedAt: Instant,
    finishedAt: Instant,
    files: Count,
    notLookedAt: Type.Record(Text, Count, { description: "files of other languages, by ending" }),
    sections: Type.Array(Section),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Review of plinth audit --source",
  },
);

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What was found in a folder of source. */
export type SourceReview = DeepReadonly<Static<typeof SOURCE_SCHEMA>>;

/**
 * Reads a review that `plinth audit --source` wrote.
 * @throws {ReportError} naming the first member that is not as it should be.
 */
export const readSourceReview = (text: string): SourceReview => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReportError("it is no JSON");
  }
  if (Value.Check(SOURCE_SCHEMA, value)) return value;
  const [first] = Value.Errors(SOURCE_SCHEMA, value);
  throw new ReportError(`${first?.instancePath || "it"} ${first?.message ?? "is not right"}`);
};
