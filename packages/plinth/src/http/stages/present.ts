import { platformErrors } from "#core";
import type { RoutePolicy, TSchema } from "#policy";
import fastJsonStringify from "#vendor/fast-json-stringify";
import { Compile, type Validator } from "#vendor/typebox-compile";
import type { Serialise } from "../request/context.ts";
import { isPlainSchema } from "../schemas/plain-schema.ts";

const mismatch = (status: number, reason: string) =>
  platformErrors.make.INTERNAL_SERVER_ERROR({
    cause: new TypeError(`the answer of status ${status} ${reason}`),
  });

type Stringify = (value: unknown) => string;

/** Serialising by schema drops whatever the schema does not declare, and is faster than generic. */
const buildStringify = (schema: TSchema): Stringify =>
  fastJsonStringify(schema as fastJsonStringify.Schema) as Stringify;

/**
 * Builds it for the first answer: hundreds of them were a tenth of a start, and most routes answer
 * nothing in the life of most processes. A schema that may be wrong is built of at once.
 */
const createStringify = (schema: TSchema): Stringify => {
  if (!isPlainSchema(schema)) return buildStringify(schema);
  let stringify: Stringify | undefined;
  return (value) => {
    stringify ??= buildStringify(schema);
    return stringify(value);
  };
};

const serialiseJson = (schema: TSchema, status: number, checked: boolean): Serialise => {
  const stringify = createStringify(schema);
  if (!checked) return stringify;
  // Compiled for the first answer: all of them at every start cost more than the rest of the routes.
  let validator: Validator | undefined;
  return (body) => {
    validator ??= Compile(schema) as unknown as Validator;
    // What leaves is checked, not what the handler holds: undeclared fields are gone by then.
    const text = stringify(body);
    const value: unknown = JSON.parse(text);
    if (!validator.Check(value)) {
      const errors = validator
        .Errors(value)
        .map((error) => `${error.instancePath} ${error.message}`);
      throw mismatch(status, `does not fit its schema: ${errors.join("; ")}`);
    }
    return text;
  };
};

const serialiseRaw =
  (status: number): Serialise =>
  (body) => {
    if (typeof body === "string" || body instanceof Uint8Array) return body;
    throw mismatch(status, "is neither text nor bytes");
  };

/**
 * One serialiser per declared status. `checked` also verifies every answer against its schema; it
 * is on everywhere but in production, where undeclared fields are dropped all the same.
 */
export const compileSerialisers = (
  policy: RoutePolicy,
  checked: boolean,
): ReadonlyMap<number, Serialise> =>
  new Map(
    Object.entries(policy.responses).map(([text, schema]): [number, Serialise] => {
      const status = Number(text);
      if (schema === null) return [status, () => undefined];
      return [
        status,
        policy.produces === "json" ? serialiseJson(schema, status, checked) : serialiseRaw(status),
      ];
    }),
  );

/** The serialiser for a status, or the fault of a handler that answers an undeclared one. */
export const requireSerialiser = (
  serialisers: ReadonlyMap<number, Serialise>,
  status: number,
): Serialise => {
  const found = serialisers.get(status);
  if (found === undefined) throw mismatch(status, "is not declared by the route");
  return found;
};
