import { matches } from "../../opening/matches.ts";
import type { Ask, Target } from "../../target.ts";
import { bodyFor, type Operation, pathOf } from "../operations.ts";
import type { JsonSchema } from "../samples.ts";

/** A request that its schema refuses, or may refuse. */
export interface FuzzCase {
  /** "POST /api/v1/plans with body.days of another type", for people. */
  readonly name: string;
  readonly operation: Operation;
  readonly path: string;
  readonly ask: Ask;
}

const ALPHABET = ["a", "Z", "0", "-", "'", '"', "<", "%", "\\", "é", "𝛑", " ", ";", "{", "$"];

const someText = (next: () => number, length: number): string =>
  Array.from({ length }, () => ALPHABET[Math.floor(next() * ALPHABET.length)] ?? "a").join("");

/** A text that a schema for one value refuses; undefined where it takes any. */
const refusedText = (schema: JsonSchema, next: () => number): string | undefined => {
  if (schema.type === "integer" || schema.type === "number") return `x${someText(next, 6)}`;
  if (schema.type === "boolean") return "perhaps";
  if (schema.enum !== undefined || schema.const !== undefined) return `no-${someText(next, 8)}`;
  const { pattern, maxLength } = schema;
  if (pattern !== undefined) {
    const text = `${someText(next, 12)}\u0001`;
    if (!matches(pattern, text)) return text;
  }
  // Longer ones would be refused for the length of the address, wherever the schema stands.
  return maxLength !== undefined && maxLength <= 2_000
    ? someText(next, maxLength + 1 + Math.floor(next() * 40))
    : undefined;
};

/** A value of another type than the schema wants; undefined where that may be right. */
const otherType = (schema: JsonSchema, next: () => number): unknown => {
  const choices: readonly (readonly [string, unknown])[] = [
    ["string", someText(next, 5)],
    ["number", Math.floor(next() * 1e9) + 0.5],
    ["boolean", true],
    ["array", [[null]]],
    ["object", { [someText(next, 3)]: {} }],
  ];
  const { type } = schema;
  if (typeof type !== "string") return undefined;
  const kind = type === "integer" ? "number" : type;
  const others = choices.filter(([name]) => name !== kind);
  return others[Math.floor(next() * others.length)]?.[1];
};

type Fitting = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fitting =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Bodies that are right but for one member: of another type, too long, missing, or one too many. */
const spoiltBodies = (
  { body }: Operation,
  fitting: Fitting,
  next: () => number,
): readonly (readonly [what: string, body: Fitting])[] => {
  const spoilt: (readonly [string, Fitting])[] = [];
  for (const [name, schema] of Object.entries(body?.properties ?? {})) {
    const other = otherType(schema, next);
    if (other !== undefined) {
      spoilt.push([`body.${name} of another type`, { ...fitting, [name]: other }]);
    }
    const text = schema.type === "string" ? refusedText(schema, next) : undefined;
    if (text !== undefined)
      spoilt.push([`body.${name} that is refused`, { ...fitting, [name]: text }]);
  }
  for (const name of body?.required ?? []) {
    const { [name]: _, ...rest } = fitting;
    spoilt.push([`body.${name} missing`, rest]);
  }
  return spoilt;
};

/** Every way to spoil one value of an operation, each made anew from the numbers of the seed. */
export const fuzzCasesOf = (
  operation: Operation,
  target: Target,
  next: () => number,
): readonly FuzzCase[] => {
  const { method, name, parameters } = operation;
  const path = pathOf(operation, target);
  const fitting = bodyFor(operation, target);
  const withBody = fitting === undefined ? {} : { body: fitting };
  const around = parameters.flatMap(({ name: field, in: where, schema = {} }): FuzzCase[] => {
    const text = refusedText(schema, next);
    if (text === undefined || (where !== "path" && where !== "query")) return [];
    const value = encodeURIComponent(text);
    const spoilt =
      where === "path"
        ? pathOf({ ...operation, path: operation.path.replace(`{${field}}`, value) }, target)
        : `${path.split("?")[0]}?${field}=${value}`;
    const what = `${name} with ${where}.${field} that is refused`;
    return [{ name: what, operation, path: spoilt, ask: { method, ...withBody } }];
  });
  const inside = isObject(fitting) ? spoiltBodies(operation, fitting, next) : [];
  return [
    ...around,
    ...inside.map(([what, body]) => ({
      name: `${name} with ${what}`,
      operation,
      path,
      ask: { method, body },
    })),
  ];
};

/** The same in an order that the numbers determine. */
export const shuffled = <T>(items: readonly T[], next: () => number): readonly T[] =>
  items
    .map((item) => [next(), item] as const)
    .toSorted(([first], [second]) => first - second)
    .map(([, item]) => item);
