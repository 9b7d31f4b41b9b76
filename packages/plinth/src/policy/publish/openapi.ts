import type { ErrorCatalogue } from "#core";
import { describeAccess } from "../access.ts";
import { IDEMPOTENCY_FIELD, IDEMPOTENCY_KEY_LENGTH } from "../answers/idempotency.ts";
import { describeReuse } from "../answers/reuse.ts";
import { describeLimit } from "../limits.ts";
import type { RoutePolicy } from "../policy.ts";
import { describeQuota } from "../quota/quota.ts";
import { ProblemSchema, type TSchema } from "../schemas.ts";
import { requestBody } from "../upload/request-body.ts";

type Json = Record<string, unknown>;

/** What the document says of the application. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Name of the session cookie, for the security scheme. */
  readonly sessionCookie: string;
}

/** An OpenAPI 3.1 document; `x-plinth-policy` of an operation is its whole policy. */
export interface OpenApiDocument extends Json {
  readonly openapi: "3.1.0";
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

/** One operation with its policy in it. */
export interface OpenApiOperation extends Json {
  readonly operationId: string;
  readonly summary: string;
  readonly "x-plinth-policy": PublishedPolicy;
}

/** The part of a policy that a caller may know; everything that probes derive from. */
export type PublishedPolicy = Pick<
  RoutePolicy,
  | "method"
  | "path"
  | "access"
  | "assurance"
  | "scope"
  | "signed"
  | "limits"
  | "limitExempt"
  | "quota"
  | "bodyLimit"
  | "upload"
  | "inspect"
  | "csrf"
  | "cors"
  | "cacheControl"
  | "reuse"
  | "compression"
  | "idempotent"
  | "timeoutMs"
  | "audit"
  | "dataClass"
  | "onStoreDown"
  | "produces"
  | "errors"
> & {
  /** Whether it takes JSON. */
  readonly hasBody: boolean;
};

const MEDIA: Readonly<Record<RoutePolicy["produces"], string>> = {
  json: "application/json",
  html: "text/html",
  text: "text/plain",
  asset: "application/octet-stream",
  worker: "text/javascript",
  stream: "application/octet-stream",
  events: "text/event-stream",
  file: "application/octet-stream",
};

/** "/plans/:id" to "/plans/{id}"; a trailing "*" becomes "{path}". */
export const openApiPath = (path: string): string =>
  path.replace(/:([a-zA-Z]+)/g, "{$1}").replace(/\*$/, "{path}");

const operationId = (policy: RoutePolicy): string =>
  `${policy.method.toLowerCase()}${policy.path
    .split(/[^a-zA-Z0-9]+/)
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")}${policy.path.endsWith("*") ? "Rest" : ""}`;

const parameters = (schema: TSchema | null, place: "path" | "query"): Json[] => {
  const object = schema as { properties?: Record<string, TSchema>; required?: string[] } | null;
  return Object.entries(object?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (object?.required ?? []).includes(name),
    schema: property,
  }));
};

const restParameter = (policy: RoutePolicy): Json[] =>
  policy.path.endsWith("*")
    ? [{ name: "path", in: "path", required: true, schema: { type: "string" } }]
    : [];

/** The key of a repeated call, where the route looks at one. */
const keyParameter = ({ idempotent }: RoutePolicy): Json[] =>
  idempotent
    ? [
        {
          name: IDEMPOTENCY_FIELD,
          in: "header",
          required: false,
          description: "The same key has one effect and one answer for a day (P-090)",
          schema: { type: "string", minLength: 1, maxLength: IDEMPOTENCY_KEY_LENGTH },
        },
      ]
    : [];

const REASONS: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Created",
  202: "Accepted",
  204: "Done, no content",
  302: "Moved",
  303: "See other",
  304: "Not modified",
};

/** What any route may answer, whatever its policy says. */
const ANYWHERE = [
  "ADDRESS_BLOCKED",
  "ADDRESS_DENIED",
  "INTERNAL_SERVER_ERROR",
  "SERVICE_UNAVAILABLE",
] as const;

/** What an answer says of itself (`contentMediaType`, JSON Schema 2020-12) is more than its kind tells. */
const mediaOf = (schema: TSchema, { produces }: RoutePolicy): string => {
  const { contentMediaType } = schema as { readonly contentMediaType?: unknown };
  return typeof contentMediaType === "string" ? contentMediaType : MEDIA[produces];
};

const responses = (policy: RoutePolicy, catalogue: ErrorCatalogue): Json => {
  const answers: Json = {};
  for (const [status, schema] of Object.entries(policy.responses)) {
    const description = REASONS[Number(status)] ?? `Status ${status}`;
    answers[status] =
      schema === null
        ? { description }
        : { description, content: { [mediaOf(schema, policy)]: { schema } } };
  }
  const byStatus = new Map<number, string[]>();
  for (const code of [...policy.errors, ...ANYWHERE]) {
    const status = catalogue[code]?.status;
    if (status === undefined) continue;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) {
    answers[String(status)] = {
      description: codes.join(" or "),
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return answers;
};

/**
 * Codes that routes name and no catalogue explains, one sentence each: they would be in no document
 * (POL-03, ERR-07).
 */
export const unknownErrorCodes = (
  policies: readonly RoutePolicy[],
  catalogue: ErrorCatalogue,
): readonly string[] =>
  policies.flatMap(({ method, path, errors }) =>
    errors
      .filter((code) => !Object.hasOwn(catalogue, code))
      .map((code) => `${method} ${path}: errors: ${code} is in no catalogue; see defineErrors`),
  );

const published = (policy: RoutePolicy): PublishedPolicy => ({
  method: policy.method,
  path: policy.path,
  access: policy.access,
  assurance: policy.assurance,
  scope: policy.scope,
  signed: policy.signed,
  limits: policy.limits,
  limitExempt: policy.limitExempt,
  ...(policy.quota === undefined ? {} : { quota: policy.quota }),
  bodyLimit: policy.bodyLimit,
  upload: policy.upload,
  hasBody: policy.body !== null && policy.upload === null,
  inspect: policy.inspect,
  csrf: policy.csrf,
  cors: policy.cors,
  cacheControl: policy.cacheControl,
  ...(policy.reuse === undefined ? {} : { reuse: policy.reuse }),
  compression: policy.compression,
  ...(policy.idempotent === undefined ? {} : { idempotent: policy.idempotent }),
  timeoutMs: policy.timeoutMs,
  audit: policy.audit,
  dataClass: policy.dataClass,
  onStoreDown: policy.onStoreDown,
  produces: policy.produces,
  errors: policy.errors,
});

const describe = (policy: RoutePolicy): string =>
  [
    `Access: ${describeAccess(policy.access)}.`,
    policy.limits.length > 0
      ? `Limits: ${policy.limits.map(describeLimit).join("; ")}.`
      : `No limit: ${policy.limitExempt}.`,
    ...(policy.quota === undefined ? [] : [`Quota: ${describeQuota(policy.quota)}.`]),
    ...(policy.reuse === undefined ? [] : [`Answers: ${describeReuse(policy.reuse)}.`]),
    ...(policy.produces === "events" ? ["Answers with a stream of such events."] : []),
  ].join(" ");

const operation = (policy: RoutePolicy, catalogue: ErrorCatalogue): OpenApiOperation => ({
  operationId: operationId(policy),
  summary: policy.summary,
  description: describe(policy),
  tags: [policy.module],
  ...(policy.access.kind === "public" ? { security: [] } : {}),
  parameters: [
    ...parameters(policy.params, "path"),
    ...restParameter(policy),
    ...parameters(policy.query, "query"),
    ...keyParameter(policy),
  ],
  ...requestBody(policy),
  responses: responses(policy, catalogue),
  "x-plinth-policy": published(policy),
});

/** Builds the OpenAPI 3.1 document from the policies alone (POL-05, DOC-02). */
export const createOpenApi = (
  policies: readonly RoutePolicy[],
  catalogue: ErrorCatalogue,
  info: ApiInfo,
): OpenApiDocument => {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const policy of policies) {
    const path = openApiPath(policy.path);
    const item = paths[path] ?? {};
    item[policy.method.toLowerCase()] = operation(policy, catalogue);
    paths[path] = item;
  }
  return {
    openapi: "3.1.0",
    info: { title: info.title, version: info.version, description: info.description },
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { Problem: ProblemSchema },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: info.sessionCookie },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
    "x-plinth-errors": Object.fromEntries(
      Object.entries(catalogue).map(([code, { status, title }]) => [code, { status, title }]),
    ),
  };
};
