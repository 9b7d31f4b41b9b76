import type { OpenApiOperation, PublishedPolicy } from "#policy";
import type { Target } from "../target.ts";
import { type JsonSchema, sampleOf } from "./samples.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}

/** One operation of the target's document, with its policy. */
export interface Operation {
  /** "POST /api/v1/plans", for people. */
  readonly name: string;
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly policy: PublishedPolicy;
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | undefined;
  /** The schema of its form with files; undefined where it takes none. */
  readonly form: JsonSchema | undefined;
  readonly example: unknown;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

const bodyOf = (
  operation: OpenApiOperation,
  type = "application/json",
): { schema?: JsonSchema; example?: unknown } => {
  const request = operation["requestBody"] as
    | { content?: Record<string, { schema?: JsonSchema; example?: unknown }> }
    | undefined;
  return request?.content?.[type] ?? {};
};

const toOperation = (path: string, method: string, operation: OpenApiOperation): Operation => {
  const { schema, example } = bodyOf(operation);
  const parameters = operation["parameters"];
  const policy = operation["x-plinth-policy"];
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    // A limit that runs dry refuses nothing and is not announced: there is nothing to see of it.
    policy: { ...policy, limits: policy.limits.filter(({ dryRun }) => !dryRun) },
    parameters: Array.isArray(parameters) ? (parameters as Parameter[]) : [],
    body: schema,
    form: bodyOf(operation, "multipart/form-data").schema,
    example,
  };
};

/** Every operation that publishes its policy; none where the target has no document. */
export const operationsOf = ({ document }: Target): readonly Operation[] =>
  Object.entries(document?.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(
        ([method, operation]) =>
          METHODS.includes(method) && operation["x-plinth-policy"]?.access !== undefined,
      )
      .map(([method, operation]) => toOperation(path, method, operation)),
  );

/**
 * Whether nothing the target publishes says that it is made with Plinth: then it is held to what
 * standards ask of everybody, and to nothing that only our own documents promise (EVID-18).
 */
export const isStranger = (target: Target): boolean =>
  target.unreadDocument === undefined && operationsOf(target).length === 0;

/** The operation of a method and path, if the target has it. */
export const findOperation = (target: Target, name: string): Operation | undefined =>
  operationsOf(target).find((operation) => operation.name === name);

/** Whether only signed-in callers may call it. */
export const isGuarded = ({ policy }: Operation): boolean => policy.access.kind !== "public";

/** Whether the method changes nothing. */
export const isReading = ({ method }: Operation): boolean => method === "GET";

/** A real path for an operation: samples for its parameters, which name nothing that exists. */
export const pathOf = (operation: Operation, target: Target): string => {
  const sample = ({ name, schema }: Parameter): string =>
    encodeURIComponent(String(sampleOf(schema ?? { type: "string" }, name, target)));
  const path = operation.parameters
    .filter((parameter) => parameter.in === "path")
    .reduce(
      (text, parameter) => text.replace(`{${parameter.name}}`, sample(parameter)),
      operation.path,
    );
  const query = operation.parameters
    .filter((parameter) => parameter.in === "query" && parameter.required === true)
    .map((parameter) => `${parameter.name}=${sample(parameter)}`);
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
};

/** A body that fits the schema; undefined for operations without one. */
export const bodyFor = (operation: Operation, target: Target): unknown => {
  const { body, example } = operation;
  if (body === undefined) return undefined;
  const isObject = typeof example === "object" && example !== null && !Array.isArray(example);
  if (!isObject) return example ?? sampleOf(body, "body", target);
  // An example names one address; every use of it needs an account of its own.
  const own = "email" in example ? { email: `${target.unique("audit")}@example.com` } : {};
  return { ...example, ...own };
};

/** A request that gets as far as access checks wherever the read stage comes before them. */
export const emptyAsk = ({ method, body }: Operation) =>
  body === undefined ? { method } : { method, body: {} };

/** The name of the session cookie, as the document tells it. */
export const sessionCookieOf = ({ document }: Target): string | undefined => {
  const components = document?.["components"] as
    | { securitySchemes?: Record<string, { in?: string; name?: string }> }
    | undefined;
  return Object.values(components?.securitySchemes ?? {}).find((scheme) => scheme.in === "cookie")
    ?.name;
};
