import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer, Target } from "../target.ts";
import { evidenceOf } from "./evidence.ts";
import { judge } from "./judge.ts";
import { comparable, leakIn, problemFaults } from "./problems.ts";
import { type JsonSchema, sampleOf } from "./samples.ts";
import { readMetrics, sumOf } from "./signals/metrics-text.ts";

const answerOf = (some: Partial<Answer>): Answer => ({
  status: 200,
  headers: new Map(),
  headerLines: [],
  cookies: [],
  text: "",
  bytes: 0,
  json: undefined,
  asked: { method: "GET", path: "/" },
  ...some,
});

const problem = {
  type: "t",
  title: "t",
  status: 404,
  detail: "d",
  instance: "i",
  code: "NOT_FOUND",
  details: [],
  requestId: "r",
  timestamp: "2026-01-01T00:00:00Z",
  documentationUrl: "u",
};

const problemAnswer = (json: object): Answer =>
  answerOf({ status: 404, json, headers: new Map([["content-type", "application/problem+json"]]) });

test("EVID-01: evidence names the exchange and no credential in it", () => {
  const secret = "s3cr3t-value";
  const text = JSON.stringify(
    evidenceOf(
      answerOf({
        cookies: [`__Host-plinth=${secret}; Path=/; HttpOnly`],
        text: JSON.stringify({ accessToken: secret, refreshToken: secret, user: { id: "7" } }),
        asked: {
          method: "POST",
          path: "/in",
          headers: { Authorization: `Bearer ${secret}`, cookie: `a=${secret}`, Origin: "null" },
          body: { email: "a@example.com", password: secret, newPassword: secret },
        },
      }),
    ),
  );
  expect(text).not.toContain(secret);
  expect(text).toContain("POST /in");
  expect(text).toContain("Origin: null");
  expect(text).toContain("HttpOnly");
});

test("EVID-01: nothing looked at is no pass, and one fault is a fail whatever else is well", () => {
  const plan = { of: "things", wanted: "well" };
  expect(() => judge({ ...plan, faults: [], checked: 0, leftOut: ["all (limited)"] })).toThrow(
    "nothing could be looked at; left out: all (limited)",
  );
  expect(judge({ ...plan, faults: [], checked: 3 }).verdict).toBe("pass");
  expect(judge({ ...plan, faults: [{ what: "one" }], checked: 99 }).verdict).toBe("fail");
});

test("P-068: a limit in the way is neither a fault nor a pass, unless limits are looked at", () => {
  const limited = { what: "sign-up: 429", answer: answerOf({ status: 429 }) };
  const plan = { of: "sign-ups", wanted: "201", faults: [limited] };
  expect(() => judge({ ...plan, checked: 1 })).toThrow("left out: sign-up: 429");
  expect(judge({ ...plan, checked: 2 })).toMatchObject({
    verdict: "pass",
    measured: "1 sign-ups; left out: sign-up: 429",
  });
  expect(judge({ ...plan, checked: 1, isAboutLimits: true }).verdict).toBe("fail");
});

test("ERR-01: a problem document lacks any member: it is named", () => {
  expect(problemFaults(problemAnswer(problem))).toEqual([]);
  for (const name of Object.keys(problem)) {
    const { [name as keyof typeof problem]: _left, ...rest } = problem;
    expect(problemFaults(problemAnswer(rest)), name).toHaveLength(1);
  }
  expect(problemFaults(answerOf({ json: problem }))).toEqual(["is no type, no problem+json"]);
});

test("ID-19: answers compare equal exactly when only id, instance and time differ", () => {
  const one = problemAnswer(problem);
  const other = { ...problem, requestId: "x", instance: "y", timestamp: "z" };
  expect(comparable(problemAnswer(other))).toBe(comparable(one));
  for (const name of ["code", "detail", "title", "details"]) {
    expect(comparable(problemAnswer({ ...problem, [name]: "other" })), name).not.toBe(
      comparable(one),
    );
  }
});

test.each([
  ["Error: x\n    at run (file:///srv/app/main.js:10:5)", "a stack trace"],
  ["    at async Object.handle (/srv/app/x.ts:1:2)", "a stack trace"],
  ["Traceback (most recent call last):", "a stack trace"],
  ['insert into "users" values', "SQL"],
  ["select * from users where id = 1", "SQL"],
  ["ENOENT: no such file, open '/home/app/.env'", "a file path"],
  ["Cannot find module in node_modules", "a library"],
])("ERR-05: %j is seen as a leak", (text, what) => {
  expect(leakIn(text)).toBe(what);
});

test.each([
  "The request is not valid",
  "Nothing is here",
  "Select a date from the list",
  "Select one or more, from any row, and try again",
  "Insert into the form what the letter says",
  "https://plinth.local/docs/errors/NOT_FOUND",
  "must be an e-mail address such as name@example.org",
])("ERR-05: %j is none", (text) => {
  expect(leakIn(text)).toBeUndefined();
});

test("OBS-01: metrics text is read, and what is malformed is named", () => {
  const text = `# HELP a Help\n# TYPE a counter\na{route="/x",status="200"} 3\na{route="/y"} 4\na_bare +Inf\nb NaN\n`;
  const { series, malformed } = readMetrics(text);
  expect(malformed).toEqual([]);
  expect(sumOf(series, "a", 'route="/x"')).toBe(3);
  expect(series.get("a_bare")).toBe(Number.POSITIVE_INFINITY);
  for (const line of ["a{x=1} 3", "a", "a three", "1a 3", '{x="1"} 3', 'a{route="/y"} 4']) {
    expect(readMetrics(`${text}${line}\n`).malformed, line).toEqual([line]);
  }
});

const schemas: fc.Arbitrary<JsonSchema> = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonSchema>(
      { type: "string", minLength: 3, maxLength: 5 },
      { type: "integer", minimum: 4 },
      { type: "number", exclusiveMinimum: 4 },
      { type: "boolean" },
      { type: "null" },
      { enum: ["a", "b"] },
      { const: 7 },
      { anyOf: [{ type: "boolean" }, { type: "null" }] },
      {
        type: "string",
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
      },
    ),
    fc.record({
      type: fc.constant("array"),
      items: tie("schema"),
      minItems: fc.nat({ max: 3 }),
    }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.record({ first: tie("schema"), second: tie("schema") }),
      required: fc.subarray(["first", "second"]),
    }),
  ),
})).schema;

/** A small judge of its own, so that the sampler does not judge itself. */
const fits = (value: unknown, schema: JsonSchema): boolean => {
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => fits(value, one));
  switch (schema.type) {
    case "string":
      return (
        typeof value === "string" &&
        value.length >= (schema.minLength ?? 0) &&
        value.length <= (schema.maxLength ?? 1_000) &&
        new RegExp(schema.pattern ?? "").test(value)
      );
    case "integer":
    case "number":
      return (
        typeof value === "number" &&
        value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
        value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY)
      );
    case "array":
      return (
        Array.isArray(value) &&
        value.length >= (schema.minItems ?? 0) &&
        value.every((item) => fits(item, schema.items ?? {}))
      );
    case "object":
      return (schema.required ?? []).every((name) =>
        fits((value as Record<string, unknown>)[name], schema.properties?.[name] ?? {}),
      );
    case "boolean":
      return typeof value === "boolean";
    default:
      return value === null;
  }
};

test("VAL-03: a sample fits its schema", () => {
  const target = { unique: (prefix: string) => prefix } as Target;
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(fits(sampleOf(schema, "member", target), schema)).toBe(true);
    }),
  );
});
