import type { ReplyHeaders, ReplyKind } from "#http";
import { type ContentPolicyOptions, contentPolicy } from "./content-policy.ts";

/** What an application may choose; everything else is the same for all. */
export interface ReplyHeaderOptions extends ContentPolicyOptions {
  /** Adds `preload` to HSTS: hard to take back, so only by choice (WEB-02). Default false. */
  readonly hstsPreload?: boolean;
  /** "0" switches the filter of old browsers off, because it can be abused (WEB-05). Default "0". */
  readonly xssProtection?: "0" | "1; mode=block";
}

const HSTS = "max-age=31536000; includeSubDomains";

/**
 * Builds the source of the security headers of every answer (WEB-01 to WEB-05). The lists are made
 * once; asking for one costs a look-up. HSTS is sent over HTTPS only (RFC 6797 section 7.2).
 */
export const createReplyHeaders = (options: ReplyHeaderOptions = {}): ReplyHeaders => {
  const alwaysFor = (kind: ReplyKind) => [
    "X-Content-Type-Options",
    "nosniff",
    "X-Frame-Options",
    "DENY",
    "Referrer-Policy",
    "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy",
    "same-origin",
    "Cross-Origin-Resource-Policy",
    // Pages of the application show pictures that lie on the other origin, by links that expire.
    kind === "file" && options.filesOrigin !== undefined ? "cross-origin" : "same-origin",
    "Permissions-Policy",
    "geolocation=(), microphone=(), camera=()",
    "X-XSS-Protection",
    options.xssProtection ?? "0",
  ];
  const hsts = options.hstsPreload === true ? `${HSTS}; preload` : HSTS;
  const listsOf = (kind: ReplyKind) => {
    const always = alwaysFor(kind);
    const secure = [...contentPolicy(kind, true, options), ...always];
    return {
      plain: Object.freeze([...contentPolicy(kind, false, options), ...always]),
      secure: Object.freeze([...secure, "Strict-Transport-Security", hsts]),
    };
  };
  const lists = {
    json: listsOf("json"),
    html: listsOf("html"),
    text: listsOf("text"),
    asset: listsOf("asset"),
    worker: listsOf("worker"),
    stream: listsOf("stream"),
    events: listsOf("events"),
    file: listsOf("file"),
    page: listsOf("page"),
  };
  return (kind, secure) => (secure ? lists[kind].secure : lists[kind].plain);
};
