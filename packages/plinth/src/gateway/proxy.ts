import { originForm, type RequestContext, type Route, type StreamReply, streamReply } from "#http";
import { foldName } from "./exchange/header-names.ts";
import type { IdentityHeaders } from "./exchange/identity.ts";
import { replyHeaders } from "./exchange/reply-headers.ts";
import { requestHeaders } from "./exchange/request-headers.ts";
import type { Incoming, Outgoing, Upstreams } from "./upstreams/upstreams.ts";

/** What passes requests on. */
export interface ProxyParts {
  readonly upstreams: Upstreams;
  readonly identity: IdentityHeaders;
  readonly forwardCredentials: boolean;
  readonly idleMs: number;
  readonly cookiePrefix: () => string;
  readonly publicUrl: () => string;
}

/** Names of the headers that are ours on a route and on this answer, folded. */
const ownNames = (context: RequestContext): ReadonlySet<string> => {
  const { headers } = context.route;
  const flat = [...headers.plain, ...headers.secure, ...context.replyHeaders];
  return new Set(flat.filter((_, index) => index % 2 === 0).map(foldName));
};

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "");

const hasBody = (method: string, status: number): boolean =>
  method !== "HEAD" && status !== 204 && status !== 304;

/** The request as it goes on: the client's own target, and headers that say who calls. */
export const outgoingOf = (context: RequestContext, parts: ProxyParts): Outgoing => {
  const method = context.raw.method as Outgoing["method"];
  const target = originForm(context.raw.url ?? "/") ?? "/";
  const { principal, requestId } = context;
  const identity = parts.identity.tell({ method, target, principal, requestId });
  return {
    method,
    target,
    headers: requestHeaders(context, identity, {
      forwardCredentials: parts.forwardCredentials,
      cookiePrefix: parts.cookiePrefix(),
      publicHost: hostOf(parts.publicUrl()),
    }),
    body: context.rawBody,
    signal: context.signal,
  };
};

/**
 * Builds handlers that pass a request on and its answer back, as it comes. The handler runs last, as
 * in library mode: the request is one that the policy lets through.
 */
export const createProxy = (parts: ProxyParts) => (): Route["handler"] => {
  const answer = (context: RequestContext, incoming: Incoming): StreamReply => {
    const { statusCode, body, upstream } = incoming;
    const headers = replyHeaders(incoming.headers, {
      upstream,
      own: ownNames(context),
      cookiePrefix: parts.cookiePrefix(),
    });
    const options = { idleMs: parts.idleMs, isForeign: true } as const;
    if (hasBody(outgoingMethod(context), statusCode)) {
      return streamReply(statusCode, body, headers, options);
    }
    // Nothing follows; reading the nothing frees the connection.
    body.resume();
    return streamReply(statusCode, undefined, headers, options);
  };
  return async (context) => answer(context, await parts.upstreams.send(outgoingOf(context, parts)));
};

const outgoingMethod = (context: RequestContext): string => context.raw.method ?? "GET";
