import { foldName, HOP_BY_HOP, namedByConnection } from "./header-names.ts";

/** Headers of an upstream's answer, by lower-case name. */
export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the policy of the route decides, or what says more of the upstream than it should. */
const DROPPED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  // Caching is declared by the policy; these would overrule it in some caches.
  "cache-control",
  "cdn-cache-control",
  "expires",
  "pragma",
  "surrogate-control",
  "x-accel-expires",
  // Another way to the upstream than through us.
  "alt-svc",
  // Only the gateway knows whether its client speaks HTTPS.
  "strict-transport-security",
  // What software answers.
  "server",
  "via",
  "x-aspnet-version",
  "x-aspnetmvc-version",
  "x-powered-by",
  "x-runtime",
  "x-request-id",
]);
/** Cross-origin access is declared by the policy; identity headers are for upstreams only. */
const DROPPED_PREFIXES = ["access-control-", "plinth-", "ratelimit"];

/** Names that may stand beside ours: each line of them adds to the others. */
const ADDING: ReadonlySet<string> = new Set(["vary", "set-cookie"]);

/** What the answer's headers depend on beside the answer. */
export interface ReplyHeaderParts {
  /** Origin of the upstream that answered. */
  readonly upstream: string;
  /** Headers that are ours on this route, folded: they win. */
  readonly own: ReadonlySet<string>;
  readonly cookiePrefix: string;
}

/** An absolute redirect to the upstream itself names a place that clients cannot reach. */
const location = (value: string, upstream: string): string => {
  if (!value.toLowerCase().startsWith(upstream)) return value;
  const rest = value.slice(upstream.length);
  if (rest === "") return "/";
  return /^[/?#]/.test(rest) ? rest : value;
};

const rewrite = (name: string, value: string, parts: ReplyHeaderParts): string | undefined => {
  if (name === "location") return location(value, parts.upstream);
  // An upstream must not sign people in or out of the gateway.
  if (name === "set-cookie" && value.trimStart().startsWith(parts.cookiePrefix)) return undefined;
  return value;
};

/** The upstream's headers that clients get: name, value, name, value. */
export const replyHeaders = (headers: UpstreamHeaders, parts: ReplyHeaderParts): string[] => {
  const { connection } = headers;
  const named = namedByConnection([connection ?? []].flat().join(","));
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const folded = foldName(name);
    if (value === undefined || DROPPED.has(folded) || named.has(folded)) continue;
    if (DROPPED_PREFIXES.some((prefix) => folded.startsWith(prefix))) continue;
    if (parts.own.has(folded) && !ADDING.has(folded)) continue;
    for (const one of [value].flat()) {
      const text = rewrite(folded, one, parts);
      if (text !== undefined) flat.push(name, text);
    }
  }
  return flat;
};
