import { isIPv6 } from "node:net";
import type { RequestContext } from "#http";
import { foldName, HOP_BY_HOP, namedByConnection } from "./header-names.ts";

/** What we say in place of the client, or what nobody may say through a gateway. */
const REPLACED: ReadonlySet<string> = new Set([
  // Framing and addressing are made anew from what was understood.
  "content-length",
  "content-type",
  "expect",
  "host",
  "x-request-id",
  "via",
  // Who the client is, as others might believe it.
  "cf-connecting-ip",
  "client-ip",
  "fastly-client-ip",
  "forwarded",
  "true-client-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-real-ip",
  // Another method or address than the one that was judged.
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-rewrite-url",
  // CGI programs read it as the variable HTTP_PROXY.
  "proxy",
]);
const REPLACED_PREFIXES = ["plinth-", "x-forwarded-", "x-original-"];

/** Credentials of ours, which an upstream has no use for. */
const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "cookie", "x-csrf-token"]);

const isDropped = (name: string): boolean =>
  HOP_BY_HOP.has(name) ||
  REPLACED.has(name) ||
  REPLACED_PREFIXES.some((prefix) => name.startsWith(prefix));

/** The cookies of the upstream's own; ours go by their name, wherever in a pair it stands. */
const foreignCookies = (header: string | undefined, ourPrefix: string): string | undefined => {
  const left = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "" && !pair.includes(ourPrefix));
  return left.length === 0 ? undefined : left.join("; ");
};

const quoted = (address: string): string => (isIPv6(address) ? `"[${address}]"` : address);

/** What the request headers depend on beside the request. */
export interface RequestHeaderParts {
  readonly forwardCredentials: boolean;
  /** What the names of our own cookies begin with. */
  readonly cookiePrefix: string;
  /** Host and port under which people reach us, for upstreams that write links. */
  readonly publicHost: string;
}

const aboutTheClient = (context: RequestContext, publicHost: string): readonly string[] => {
  const { clientAddress, secure } = context;
  const scheme = secure ? "https" : "http";
  return [
    "Forwarded",
    `for=${quoted(clientAddress)};host="${publicHost}";proto=${scheme}`,
    "X-Forwarded-For",
    clientAddress,
    "X-Forwarded-Host",
    publicHost,
    "X-Forwarded-Proto",
    scheme,
  ];
};

/** The media type that was judged; a charset parameter could make others read other text. */
const mediaType = (header: string | undefined): string =>
  (header ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "application/json";

/**
 * The headers that go upstream: name, value, name, value. Taken from what the request was understood
 * as, never from the lines themselves, so that both sides see one value for each name.
 */
export const requestHeaders = (
  context: RequestContext,
  identity: readonly string[],
  parts: RequestHeaderParts,
): string[] => {
  const { headers, httpVersion } = context.raw;
  const named = namedByConnection(headers.connection);
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const folded = foldName(name);
    if (value === undefined || isDropped(folded) || named.has(folded)) continue;
    if (!parts.forwardCredentials && CREDENTIALS.has(folded)) continue;
    for (const one of [value].flat()) flat.push(name, one);
  }
  if (!parts.forwardCredentials) {
    const cookies = foreignCookies(headers.cookie, parts.cookiePrefix);
    if (cookies !== undefined && !named.has("cookie")) flat.push("cookie", cookies);
  }
  if (context.rawBody !== undefined) flat.push("content-type", mediaType(headers["content-type"]));
  const before = headers.via === undefined ? "" : `${headers.via}, `;
  flat.push("Via", `${before}${httpVersion} plinth`, "X-Request-Id", context.requestId);
  flat.push(...aboutTheClient(context, parts.publicHost), ...identity);
  return flat;
};
