import type { Call } from "./modes.ts";
import type { ParityRoute } from "./policy-file.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
const PEOPLE = [
  "nobody",
  "stranger",
  "wrong cookie",
  "user with a token",
  "user with a cookie",
  "user with a cookie alone",
  "admin with a token",
  "admin with a cookie",
];
const JSON_TYPE = { "content-type": "application/json" };

type Extra = Pick<Call, "headers" | "body">;

const withBody = (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Extra => ({
  headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
  body,
});

/** Bodies by what is the matter with them. */
const bodiesOf = (good: unknown): readonly Extra[] => {
  const right = JSON.stringify(good ?? { text: "short" });
  return [
    { headers: {} },
    { headers: JSON_TYPE },
    withBody(right),
    withBody(right, { "content-type": "Application/Problem+JSON; charset=utf-8" }),
    { headers: { ...JSON_TYPE, "transfer-encoding": "chunked" }, body: right },
    withBody(right, { "content-type": "text/plain" }),
    withBody(right, {}),
    withBody(right, { ...JSON_TYPE, "content-encoding": "gzip" }),
    withBody("{}"),
    withBody("[]"),
    withBody("{"),
    withBody('{"text":"a","text":"b"}'),
    withBody('{"text":"a","__proto__":{}}'),
    withBody('{"text":"much longer than twenty characters","stars":"many","more":1}'),
    withBody(JSON.stringify({ text: "x".repeat(200) })),
    withBody(JSON.stringify({ text: "x".repeat(70_000) })),
    withBody("\ufeff{}"),
  ];
};

const ORIGINS: readonly Readonly<Record<string, string>>[] = [
  { origin: "https://listed.example" },
  { origin: "https://listed.example", "sec-fetch-site": "cross-site" },
  { origin: "https://elsewhere.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-origin" },
];
const PREFLIGHT = { "access-control-request-method": "POST" };
const ACCEPTS = ["text/html", "application/json", "*/*"];
const SUFFIXES = [
  "?size=2",
  "?size=none&tag=a&tag=b",
  "?more=1",
  "/",
  "//",
  "/../x",
  "%2f",
  ";x",
  "%zz",
];
const SHARED = { "x-forwarded-for": "203.0.113.200" };

/**
 * Requests for one route: every method and person; every body, origin and kind of page; paths that
 * nearly lead there; and the same call again and again, for its limits.
 */
export const callsFor = (route: ParityRoute): readonly Call[] => {
  const { sample: path, method } = route;
  const good: Extra =
    route.body === undefined ? { headers: {} } : withBody(JSON.stringify(route.body));
  const base = { method, path, person: "user with a token", ...good };
  return [
    ...METHODS.flatMap((one) =>
      PEOPLE.map((person) => ({
        method: one,
        path,
        person,
        ...(one === "TRACE" ? { headers: {} } : good),
      })),
    ),
    // A route without a body refuses all of them alike: the shorter list tells as much.
    ...bodiesOf(route.body)
      .slice(0, route.body === undefined ? 4 : undefined)
      .flatMap((extra) =>
        ["nobody", "admin with a token"].map((person) => ({ method, path, person, ...extra })),
      ),
    ...ORIGINS.flatMap((headers) =>
      ["nobody", "admin with a token", "admin with a cookie"].map((person) => ({
        ...base,
        person,
        headers: { ...good.headers, ...headers },
      })),
    ),
    ...ORIGINS.map((headers) => ({
      method: "OPTIONS",
      path,
      person: "nobody",
      headers: { ...headers, ...PREFLIGHT },
    })),
    ...ACCEPTS.map((accept) => ({
      ...base,
      person: "nobody",
      headers: { ...good.headers, accept },
    })),
    ...SUFFIXES.map((suffix) => ({ ...base, path: path + suffix })),
    ...Array.from({ length: 4 }, () => ({ ...base, headers: { ...good.headers, ...SHARED } })),
  ];
};

/** Each from an address of its own, unless the call names one: limits must not hide the rest. */
export const fromManyAddresses = (calls: readonly Call[]): readonly Call[] =>
  calls.map((call, index) => ({
    ...call,
    headers: {
      "x-forwarded-for": `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      ...call.headers,
    },
  }));
