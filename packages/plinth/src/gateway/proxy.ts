import {
  originForm,
  type RequestContext,
  type Route,
  type StreamReply,
  streamReply,
  UpgradeReply,
} from "#http";
import { foldName } from "./exchange/header-names.ts";
import type { IdentityHeaders } from "./exchange/identity.ts";
import { replyHeaders, type UpstreamHeaders } from "./exchange/reply-headers.ts";
import { requestHeaders } from "./exchange/request-headers.ts";
import { askForUpgrade } from "./upstreams/upgrade.ts";
import type { Outgoing, Upstreams } from "./upstreams/upstreams.ts";

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
const outgoingOf = (context: RequestContext, parts: ProxyParts): Outgoing => {
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
export const createProxy = (parts: ProxyParts): Route["handler"] => {
  const { upstreams, idleMs } = parts;
  const options = { idleMs, isForeign: true } as const;
  const headersOf = (context: RequestContext, headers: UpstreamHeaders, upstream: string) =>
    replyHeaders(headers, {
      upstream,
      own: ownNames(context),
      cookiePrefix: parts.cookiePrefix(),
    });

  const answer = async (context: RequestContext): Promise<StreamReply> => {
    const outgoing = outgoingOf(context, parts);
    const { body, headers, statusCode, upstream } = await upstreams.send(outgoing);
    const flat = headersOf(context, headers, upstream);
    if (hasBody(outgoing.method, statusCode)) return streamReply(statusCode, body, flat, options);
    // Nothing follows; reading the nothing frees the connection.
    body.resume();
    return streamReply(statusCode, undefined, flat, options);
  };

  const upgrade = async (context: RequestContext): Promise<StreamReply | UpgradeReply> => {
    const outgoing = outgoingOf(context, parts);
    // Until the upstream has agreed, nothing has happened: another one may be asked.
    const { response, switched, upstream } = await upstreams.attempt(
      { isRepeatable: true, signal: context.signal },
      (origin) => askForUpgrade(origin, outgoing),
    );
    const flat = headersOf(context, response.headers, upstream);
    if (switched === undefined) {
      return streamReply(response.statusCode ?? 502, response, flat, options);
    }
    return new UpgradeReply(switched.socket, switched.head, flat, idleMs);
  };

  return (context) => (context.upgradeHead === undefined ? answer(context) : upgrade(context));
};
