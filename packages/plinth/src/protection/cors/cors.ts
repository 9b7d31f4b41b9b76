import type { Preflight, RequestContext, Stage, StageFactory } from "#http";
import { requireOrigins } from "./origins.ts";

/** What other origins may send; names are compared by the browser without regard to case. */
const REQUEST_HEADERS = [
  "content-type, authorization, x-csrf-token, x-request-id, idempotency-key",
  "content-digest, signature-input, signature",
].join(", ");
/** What they may read beside the safelisted ones (Fetch standard, CORS-safelisted response-header). */
const EXPOSED_HEADERS = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
const MAX_AGE_SECONDS = "600";
const ALLOW_ORIGIN = "Access-Control-Allow-Origin";

/** The origins that may read answers. */
export interface CorsOptions {
  /** Such as "https://plinth.local"; empty means that no other origin may read anything. */
  readonly allowedOrigins: readonly string[];
}

/** The stage and the preflight answer of one list of origins. */
export interface Cors {
  /** For place `protect`, before limits: a refusal must be readable too. */
  readonly protect: StageFactory;
  readonly preflight: Preflight;
}

/**
 * Builds cross-origin access (Fetch standard, CORS protocol; WEB-06, P-096). An Origin is allowed
 * when it equals a listed one, and is echoed; everything else gets no header at all. `Vary: Origin`
 * stands on every answer that a listed origin could read, so that no cache mixes them up.
 * @throws {RangeError} for an origin that is not in the form browsers send.
 */
export const createCors = ({ allowedOrigins }: CorsOptions): Cors => {
  const allowed = requireOrigins(allowedOrigins);

  const grant: Stage = (context) => {
    const { replyHeaders } = context;
    replyHeaders.push("Vary", "Origin");
    const { origin } = context.raw.headers;
    if (origin === undefined || !allowed.has(origin)) return;
    replyHeaders.push(ALLOW_ORIGIN, origin, "Access-Control-Allow-Credentials", "true");
    replyHeaders.push("Access-Control-Expose-Headers", EXPOSED_HEADERS);
  };

  const preflight = (context: RequestContext, methods: readonly string[]): void => {
    const { headers } = context.raw;
    // The stage ran before, under the policy of unknown paths, and granted the origin or did not.
    const isReadable = methods.length > 0 && context.replyHeaders.includes(ALLOW_ORIGIN);
    if (!isReadable || headers["access-control-request-method"] === undefined) return;
    context.replyHeaders.push(
      "Access-Control-Allow-Methods",
      methods.join(", "),
      "Access-Control-Allow-Headers",
      REQUEST_HEADERS,
      "Access-Control-Max-Age",
      MAX_AGE_SECONDS,
    );
  };

  return {
    protect: (policy) => (policy.cors && allowed.size > 0 ? grant : undefined),
    preflight,
  };
};
