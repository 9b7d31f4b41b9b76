import { parseDuration } from "#core";

/** A kind of JSON value, and the words for "it is not one". */
export interface Kind {
  readonly accepts: (value: unknown) => boolean;
  readonly words: string;
}

/** Fields by name; those with `required` must be there. */
export type Fields = Readonly<Record<string, Kind & { readonly required?: true }>>;

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= 500;

const oneOf = (...words: readonly string[]): Kind => ({
  accepts: (value) => words.includes(value as string),
  words: `one of ${words.join(", ")}`,
});

const isDuration = (value: unknown): boolean => {
  try {
    return typeof value === "string" && parseDuration(value) > 0;
  } catch {
    return false;
  }
};

const isOrigin = (value: unknown): boolean => {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    /^https?:$/.test(url.protocol) &&
    url.username === "" &&
    url.password === "" &&
    [url.origin, `${url.origin}/`].includes(value)
  );
};

const TEXT: Kind = { accepts: isText, words: "a text" };
const FLAG: Kind = { accepts: (value) => typeof value === "boolean", words: "true or false" };
const OBJECT: Kind = { accepts: isObject, words: "an object" };
const DURATION: Kind = { accepts: isDuration, words: "a duration such as 250ms, 10s or 5m" };

const wholeNumber = (most: number): Kind => ({
  accepts: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most,
  words: `a whole number from 1 to ${most}`,
});
const CONNECTIONS = wholeNumber(65_535);

/** The fields of `healthCheck`. */
export const HEALTH_FIELDS: Fields = {
  path: {
    accepts: (value) => typeof value === "string" && /^\/[\x21-\x7e]{0,200}$/.test(value),
    words: 'a path such as "/healthz"',
    required: true,
  },
  interval: DURATION,
  timeout: DURATION,
  unhealthyAfter: wholeNumber(100),
  healthyAfter: wholeNumber(100),
};

/** Literal characters, or ":name", or a "*" at the end: nothing that readers take differently. */
const PATH =
  /^(?:\/(?:[A-Za-z0-9_~!$&'()+,=@-][A-Za-z0-9._~!$&'()+,=@-]*|\.well-known|:[a-zA-Z]+))*(?:\/\*?)?$/;

/** The fields of a policy file. */
export const FILE_FIELDS: Fields = {
  $schema: TEXT,
  name: { ...TEXT, required: true },
  version: TEXT,
  description: TEXT,
  upstreams: {
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every(isOrigin) &&
      new Set(value.map((text) => new URL(text).origin)).size === value.length,
    words: 'a list of different origins such as "http://127.0.0.1:9000", without paths',
    required: true,
  },
  connections: CONNECTIONS,
  healthCheck: OBJECT,
  forwardCredentials: FLAG,
  idleTimeout: DURATION,
  routes: {
    accepts: (value) => Array.isArray(value) && value.length > 0,
    words: "a list of at least one route",
    required: true,
  },
};

/** The fields of one route of the file. */
export const ROUTE_FIELDS: Fields = {
  method: { ...oneOf("GET", "POST", "PUT", "PATCH", "DELETE"), required: true },
  path: {
    accepts: (value) => typeof value === "string" && value !== "" && PATH.test(value),
    words: 'a path such as "/items/:id" or "/files/*"',
    required: true,
  },
  policy: { ...OBJECT, required: true },
};

const isLimit = (value: unknown): boolean => typeof value === "string" || isObject(value);

/**
 * What the fields of a policy are made of: in library mode the compiler of the language sees to it.
 * What they say is judged by the policy room, as in library mode.
 */
export const POLICY_KINDS: Fields = {
  summary: { ...TEXT, required: true },
  access: {
    accepts: (value) => typeof value === "string" || isObject(value),
    words: '"user", { role }, { permission } or { public: true, because }',
    required: true,
  },
  limit: {
    accepts: (value) => isLimit(value) || (Array.isArray(value) && value.every(isLimit)),
    words: 'a text such as "5/minute", { rule, by, name }, a list of them, or { none }',
  },
  params: OBJECT,
  query: OBJECT,
  body: OBJECT,
  upload: {
    accepts: () => false,
    words: "left out: the gateway passes JSON on and takes no files",
  },
  responses: { ...OBJECT, required: true },
  produces: oneOf("json", "html", "text", "asset", "stream"),
  webSocket: { accepts: (value) => value === true, words: "true, or left out" },
  bodyLimit: TEXT,
  csrf: {
    accepts: (value) =>
      isObject(value) && Object.keys(value).join() === "exempt" && isText(value["exempt"]),
    words: "{ exempt: why }",
  },
  cors: FLAG,
  cache: {
    accepts: (value) => {
      if (value === "no-store" || value === "no-cache") return true;
      if (!isObject(value)) return false;
      const { immutable = true, ...rest } = value;
      const [kind, ...more] = Object.keys(rest);
      const isKind = kind === "public" || (kind === "private" && !("immutable" in value));
      return (
        isKind && more.length === 0 && isDuration(rest[kind]) && typeof immutable === "boolean"
      );
    },
    words: '"no-store", "no-cache", { public: "5m" } or { private: "5m" }',
  },
  timeout: DURATION,
  audit: TEXT,
  dataClass: oneOf("public", "internal", "personal", "secret"),
  onStoreDown: oneOf("deny", "allow", "local"),
  errors: {
    accepts: (value) => Array.isArray(value) && value.every(isText),
    words: "a list of error codes",
  },
};

/** Says which fields are missing or of a wrong kind; `at` is such as "routes[2].policy.". */
export const checkFields = (
  value: Readonly<Record<string, unknown>>,
  fields: Fields,
  at: string,
): string[] =>
  Object.entries(fields).flatMap(([name, { accepts, words, required }]) => {
    if (!Object.hasOwn(value, name)) return required ? [`${at}${name} is missing: ${words}`] : [];
    return accepts(value[name]) ? [] : [`${at}${name} must be ${words}`];
  });

/** Names the fields that a part of the file does not have. */
export const unknownFields = (
  value: Readonly<Record<string, unknown>>,
  fields: Fields,
  at: string,
): string[] =>
  Object.keys(value)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => `${at}${name} is no field of a policy file`);
