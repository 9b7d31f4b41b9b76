import { randomUUID } from "node:crypto";
import type { OpenApiDocument } from "../../../packages/plinth/src/policy/index.ts";
import type { Target } from "../../../packages/plinth/src/readiness/index.ts";
import {
  bodyFor,
  type Operation,
  operationsOf,
} from "../../../packages/plinth/src/readiness/support/operations.ts";
import {
  type JsonSchema,
  sampleOf,
} from "../../../packages/plinth/src/readiness/support/samples.ts";
import type { MarkedRequest } from "./sqlmap.ts";

/** Where one value of a request stands: an operation takes it in its path, query or body. */
export interface Parameter {
  /** "POST /api/v1/plans body.note", for people. */
  readonly name: string;
  readonly operation: Operation;
  readonly place: "path" | "query" | "body";
  /** The name; of members of the body the way to it, "[]" for any item of a list. */
  readonly way: readonly string[];
  readonly schema: JsonSchema;
  /** Whether text of any kind passes the schema: what is closed is refused before any code runs. */
  readonly isOpen: boolean;
}

const MAX_DEPTH = 8;

const isNull = ({ type }: JsonSchema): boolean => type === "null";

/** Every member of a body that holds a value, however deep. */
const leavesOf = (
  schema: JsonSchema,
  way: readonly string[],
): readonly (readonly [way: readonly string[], schema: JsonSchema])[] => {
  if (way.length > MAX_DEPTH) throw new Error(`a body is deeper than ${MAX_DEPTH}: ${way.join()}`);
  const variants = (schema.anyOf ?? schema.oneOf ?? []).filter((one) => !isNull(one));
  const isObject = schema.properties !== undefined;
  if (isObject) {
    return Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
      leavesOf(member, [...way, name]),
    );
  }
  if (schema.items !== undefined) return leavesOf(schema.items, [...way, "[]"]);
  const deep = variants.filter((one) => one.properties !== undefined || one.items !== undefined);
  if (deep.length > 0) return deep.flatMap((one) => leavesOf(one, way));
  return [[way, variants[0] ?? schema]];
};

/** Patterns of the characters of names and ids: nothing that SQL could end a value with. */
const isNarrow = (pattern: string): boolean =>
  pattern.startsWith("^") && pattern.endsWith("$") && !/[.'"^]\S|\\[SWDPp]/.test(pattern.slice(1));

const isOpenText = ({ type, enum: words, const: word, pattern }: JsonSchema): boolean =>
  (type === undefined || type === "string") &&
  words === undefined &&
  word === undefined &&
  (pattern === undefined || !isNarrow(pattern));

const parametersOf = (operation: Operation): readonly Parameter[] => {
  const made = (
    place: Parameter["place"],
    way: readonly string[],
    schema: JsonSchema,
  ): Parameter => ({
    name: `${operation.name} ${place}.${way.join(".")}`,
    operation,
    place,
    way,
    schema,
    isOpen: isOpenText(schema),
  });
  const around = operation.parameters
    .filter(({ in: where }) => where === "path" || where === "query")
    .map(({ name, in: where, schema }) =>
      made(where === "path" ? "path" : "query", [name], schema ?? {}),
    );
  const inside = operation.body === undefined ? [] : leavesOf(operation.body, []);
  return [...around, ...inside.map(([way, schema]) => made("body", way, schema))];
};

/** What the derivation of the probes needs: the document, and fresh names; nothing that runs. */
const paperTarget = (document: OpenApiDocument): Target =>
  ({
    document,
    unique: (prefix: string) => `${prefix}-${randomUUID().slice(0, 13)}`,
  }) as unknown as Target;

/** Every parameter of every operation of a document, headers apart. */
export const parametersIn = (document: OpenApiDocument): readonly Parameter[] =>
  operationsOf(paperTarget(document)).flatMap(parametersOf);

/** Values that the code behind takes further than a sample from the schema. */
const GOOD: Readonly<Record<string, unknown>> = {
  role: "user",
  tier: "free",
  permissions: ["users:read"],
  scopes: ["plans:read"],
  scope: "plans:read",
  address: "203.0.113.7",
  days: 1,
  // Nothing has happened then: a list that grows with each call of a scanner compares to nothing.
  from: "2099-01-01T00:00:00Z",
  to: "2099-01-02T00:00:00Z",
};

const goodOf = (name: string, schema: JsonSchema, target: Target): unknown =>
  GOOD[name] ?? sampleOf(schema, name, target);

/** The body with better values for the names that have one. */
const bettered = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name, GOOD[name] ?? value]))
    : body;

/** The value at a way in a body, with the lists and objects on the way there. */
const withValue = (body: unknown, way: readonly string[], value: unknown): unknown => {
  const [first, ...rest] = way;
  if (first === undefined) return value;
  if (first === "[]") {
    const [item, ...others] = Array.isArray(body) ? body : [];
    return [withValue(item, rest, value), ...others];
  }
  const object = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
  const member = (object as Record<string, unknown>)[first];
  return { ...object, [first]: withValue(member, rest, value) };
};

const valueAt = (body: unknown, way: readonly string[]): unknown =>
  way.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[name === "[]" ? "0" : name]
        : undefined,
    body,
  );

/** A request of the operation as it should be, but for `value` in the place of one parameter. */
export interface Spoiling {
  readonly parameter: Parameter;
  readonly document: OpenApiDocument;
  readonly headers: Readonly<Record<string, string>>;
  /** Ids of things that are there, by the path up to them. */
  readonly known: Readonly<Record<string, string>>;
  /** Makes the spoilt value from the good one. */
  readonly spoil: (good: string) => string;
}

/** A request that is right in everything but one parameter. */
export const requestFor = ({
  parameter,
  document,
  headers,
  known,
  spoil,
}: Spoiling): MarkedRequest => {
  const { operation, place, way } = parameter;
  const target = paperTarget(document);
  const isIt = (where: string, name: string): boolean => where === place && name === way[0];
  const text = (where: string, name: string, schema: JsonSchema): string => {
    const there = where === "path" ? known[operation.path.split(`/{${name}}`)[0] ?? ""] : undefined;
    const good = there ?? String(goodOf(name, schema, target));
    // What is spoilt encodes itself where it must: a star in a path has to stay one.
    return isIt(where, name) ? spoil(encodeURIComponent(good)) : encodeURIComponent(good);
  };
  let path = operation.path;
  const query: string[] = [];
  for (const { name, in: where, schema = {}, required } of operation.parameters) {
    if (where === "path") path = path.replace(`{${name}}`, text("path", name, schema));
    // An end alone lists everything before it, which is more with each call.
    const isBeginning = name === "from" && isIt("query", "to");
    if (where === "query" && (required === true || isIt("query", name) || isBeginning)) {
      query.push(`${name}=${text("query", name, schema)}`);
    }
  }
  const fitting = bettered(bodyFor(operation, target));
  const good = valueAt(fitting, way) ?? goodOf(way.at(-1) ?? "", parameter.schema, target);
  const body = place === "body" ? withValue(fitting, way, spoil(String(good))) : fitting;
  return {
    method: operation.method,
    path: query.length === 0 ? path : `${path}?${query.join("&")}`,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
};
