import { type Events, platformErrors } from "#core";
import { constantTimeEqual } from "#crypto";
import {
  isFromElsewhere,
  type Principal,
  type RequestContext,
  type Stage,
  type StageFactory,
} from "#http";
import type { Metrics } from "#telemetry";

const PURPOSE = "csrf";

/** Why a request was refused. */
type Refusal = "site" | "origin" | "token";

const DETAIL: Readonly<Record<Refusal, string>> = {
  site: "The browser says that another site started this request.",
  origin: "The Origin header does not name this site.",
  token: "The X-CSRF-Token header is missing or belongs to another session.",
};

/** What the check is made from. */
export interface CsrfOptions {
  /** HMAC by a key derived for the purpose, as the keyring gives it. */
  readonly hmac: (purpose: string, data: string) => string;
  /** The application's own public URL; asked at each check because a port may be known late. */
  readonly ownOrigin: () => string;
  /** Other origins that may call routes with `cors` (checked by createCors). */
  readonly allowedOrigins: readonly string[];
  readonly events: Events;
  readonly metrics: Metrics;
}

/** The stage and the token that satisfies it. */
export interface Csrf {
  /** For place `authorize`, after the caller is known. */
  readonly authorize: StageFactory;
  /** The token of the caller's session; for callers without one, a token that opens nothing. */
  readonly tokenFor: (principal: Principal | undefined) => string;
}

/** Own URL to origin; the text rarely changes, so it is parsed once. */
const createOwnOrigin = (ownOrigin: () => string): (() => string) => {
  let text = "";
  let origin = "";
  return () => {
    const now = ownOrigin();
    if (now !== text) {
      text = now;
      origin = URL.canParse(now) ? new URL(now).origin : "";
    }
    return origin;
  };
};

/** The origin a page has when it was loaded from where this request goes. */
const targetOrigin = (context: RequestContext): string =>
  `${context.secure ? "https" : "http"}://${context.raw.headers.host ?? ""}`;

/**
 * Builds the protection against cross-site request forgery (WEB-07, P-026), for every route that
 * changes state. Two checks: whatever a browser says about where the request comes from
 * (Sec-Fetch-Site, Origin) must be this site or a listed origin, signed in or not, so that nobody
 * can be signed in as somebody else; and a caller whom a cookie authenticates must send the token
 * of the session. Programs send neither header; bearer tokens need no CSRF token, because no
 * browser adds them by itself.
 */
export const createCsrf = (options: CsrfOptions): Csrf => {
  const { hmac, events } = options;
  const own = createOwnOrigin(options.ownOrigin);
  const listed: ReadonlySet<string> = new Set(options.allowedOrigins);
  const nobody: ReadonlySet<string> = new Set();
  const refusals = options.metrics.counter({
    name: "csrf_refusals_total",
    help: "Requests refused as forged, by reason",
    labels: ["reason"],
  });
  const counters: Readonly<Record<Refusal, { readonly inc: () => void }>> = {
    site: refusals.child({ reason: "site" }),
    origin: refusals.child({ reason: "origin" }),
    token: refusals.child({ reason: "token" }),
  };
  const sessionToken = (sessionId: string): string => hmac(PURPOSE, `session ${sessionId}`);

  const originFault = (
    context: RequestContext,
    trusted: ReadonlySet<string>,
  ): Refusal | undefined => {
    const { headers } = context.raw;
    const { origin } = headers;
    if (origin !== undefined && trusted.has(origin)) return undefined;
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none") return "site";
    if (origin === undefined || origin === own() || origin === targetOrigin(context)) {
      return undefined;
    }
    return "origin";
  };

  const tokenFault = (context: RequestContext): Refusal | undefined => {
    const { principal } = context;
    if (principal?.method !== "cookie") return undefined;
    const sent = context.header("x-csrf-token");
    if (sent === undefined) return "token";
    return constantTimeEqual(sent, sessionToken(principal.sessionId)) ? undefined : "token";
  };

  const refuse = (context: RequestContext, reason: Refusal): never => {
    counters[reason].inc();
    events.emit("security", {
      name: "csrf.refused",
      severity: "warning",
      requestId: context.requestId,
      clientAddress: context.clientAddress,
      fromElsewhere: isFromElsewhere(context),
      ...(context.principal === undefined ? {} : { subject: context.principal.userId }),
      data: { reason, method: context.route.policy.method, route: context.route.policy.path },
    });
    throw platformErrors.make.CSRF_ERROR({ detail: DETAIL[reason] });
  };

  const checkAgainst =
    (trusted: ReadonlySet<string>): Stage =>
    (context) => {
      const fault = originFault(context, trusted) ?? tokenFault(context);
      if (fault !== undefined) refuse(context, fault);
    };
  /** Browsers let any page open a WebSocket with the cookies of this site (RFC 6455 section 10.2). */
  const checkUpgradeAgainst =
    (trusted: ReadonlySet<string>): Stage =>
    (context) => {
      if (context.raw.headers.upgrade === undefined) return;
      const fault = originFault(context, trusted);
      if (fault !== undefined) refuse(context, fault);
    };
  const checkListed = checkAgainst(listed);
  const checkOwn = checkAgainst(nobody);

  return {
    authorize: (policy) => {
      if (policy.webSocket) return checkUpgradeAgainst(policy.cors ? listed : nobody);
      if (policy.csrf.kind !== "cookie") return undefined;
      return policy.cors ? checkListed : checkOwn;
    },
    tokenFor: (principal) =>
      principal === undefined ? hmac(PURPOSE, "nobody") : sessionToken(principal.sessionId),
  };
};
