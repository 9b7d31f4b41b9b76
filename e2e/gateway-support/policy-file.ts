/** A JSON Schema, as it stands in a policy file. */
type Schema = Readonly<Record<string, unknown>>;

/** One route of the file, and what the application behind it answers. */
export interface ParityRoute {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly answer: StubAnswer;
  /** A path that leads here, and bodies that its schema takes. */
  readonly sample: string;
  readonly body?: unknown;
}

/** The same answer of a handler and of an upstream. */
export interface StubAnswer {
  readonly status: number;
  readonly text: string;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  /** Pieces that come one after the other. */
  readonly isStream?: true;
}

const object = (properties: Schema, required: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const Ok = object({ ok: { type: "boolean" } }, ["ok"]);
const JSON_TYPE = ["Content-Type", "application/json; charset=utf-8"];
const OK: StubAnswer = { status: 200, text: '{"ok":true}', headers: JSON_TYPE };
const text = (type: string, body: string): StubAnswer => ({
  status: 200,
  text: body,
  headers: ["Content-Type", type],
});

const everyone = { public: true, because: "only for the parity test" };
const free = { none: "another kind is the subject" };
const policyOf = (more: Readonly<Record<string, unknown>>) => ({
  access: everyone,
  summary: "A route of the parity test",
  limit: free,
  responses: { 200: Ok },
  ...more,
});
const get = (
  path: string,
  more: Readonly<Record<string, unknown>>,
  answer: StubAnswer = OK,
  sample = path,
): ParityRoute => ({ method: "GET", path, policy: policyOf(more), answer, sample });

const Note = object({ text: { type: "string", maxLength: 20 }, stars: { type: "integer" } }, [
  "text",
]);
const note = { text: "short", stars: 3 };
const write = (
  method: ParityRoute["method"],
  path: string,
  more: Readonly<Record<string, unknown>>,
  answer: StubAnswer = OK,
): ParityRoute => ({
  method,
  path,
  policy: policyOf({ body: Note, ...more }),
  answer,
  sample: path,
  body: note,
});
const bytes = { type: "string" };

/** Routes of every kind of policy there is. */
export const PARITY_ROUTES: readonly ParityRoute[] = [
  get("/access/everyone", {}),
  get("/access/known", { access: { ...everyone, identify: true } }),
  get("/access/user", { access: "user" }),
  get("/access/role", { access: { role: "admin" } }),
  get("/access/roles", { access: { role: ["admin", "user"] } }),
  get("/access/permission", { access: { permission: "reports:read" } }),
  get("/access/fresh", { access: "user", assurance: { freshWithin: "5m" } }),
  get("/access/strong", { access: "user", assurance: { level: 2 } }),
  get("/access/scope", { access: "user", scope: "notes:read" }),
  get("/access/signed", { access: "user", scope: "notes:read", signed: true }),
  get("/limit/default", { limit: undefined }),
  get("/limit/address", { limit: "3/minute, 5/hour" }),
  get("/limit/user", { access: "user", limit: { rule: "2/minute", by: "user" } }),
  write("POST", "/limit/field", {
    limit: { rule: "2/minute", by: "field:text" },
    csrf: { exempt: "only for the parity test" },
  }),
  get("/shape/:id", { params: object({ id: { type: "integer" } }, ["id"]) }, OK, "/shape/7"),
  get("/query", {
    query: object(
      { size: { type: "integer", minimum: 1, default: 5 }, tag: { type: "array", items: bytes } },
      [],
    ),
  }),
  get("/files/*", {}, OK, "/files/a/b.txt"),
  write("POST", "/write/user", { access: "user" }),
  write("POST", "/write/everyone", {}),
  write("POST", "/write/exempt", { csrf: { exempt: "only for the parity test" } }),
  write("PUT", "/write/put", { access: "user", audit: "note.put" }),
  write("PATCH", "/write/patch", { access: { role: "admin" } }),
  write("POST", "/write/small", { bodyLimit: "100b", csrf: { exempt: "only for this test" } }),
  {
    method: "DELETE",
    path: "/write/delete",
    policy: policyOf({ access: "user", responses: { 204: null } }),
    answer: { status: 204, text: "", headers: [] },
    sample: "/write/delete",
  },
  get("/cors/never", { cors: false }),
  get("/cache/public", { cache: { public: "5m", immutable: true } }),
  get("/cache/private", { access: "user", cache: { private: "1m" } }),
  get("/cache/asked", { cache: "no-cache" }),
  get(
    "/produces/html",
    { produces: "html", responses: { 200: bytes } },
    text("text/html; charset=utf-8", "<!doctype html><p>Hello</p>"),
  ),
  get(
    "/produces/text",
    { produces: "text", responses: { 200: bytes } },
    text("text/plain; charset=utf-8", "Hello"),
  ),
  get(
    "/produces/asset",
    { produces: "asset", responses: { 200: bytes } },
    text("image/svg+xml", "<svg/>"),
  ),
  get(
    "/produces/stream",
    { produces: "stream", responses: { 200: bytes } },
    { ...text("text/event-stream", "data: 1\n\ndata: 2\n\n"), isStream: true },
  ),
  get(
    "/produces/redirect",
    { responses: { 302: null } },
    { status: 302, text: "", headers: ["Location", "/access/everyone"] },
  ),
  get("/web/socket", { webSocket: true }),
  get("/time/short", { timeout: "2s" }),
];

/** The policy file of these routes, as its JSON holds it. */
export const parityFile = (
  upstream: string,
  routes: readonly ParityRoute[] = PARITY_ROUTES,
): unknown => ({
  name: "Parity",
  upstreams: [upstream],
  routes: routes.map(({ method, path, policy }) => ({ method, path, policy })),
});
