import { PAGE_CSP_HASHES, type ReplyHeaders, type ReplyKind } from "#http";

/** What an application may choose; everything else is the same for all. */
export interface ReplyHeaderOptions {
  /** Adds `preload` to HSTS: hard to take back, so only by choice (WEB-02). Default false. */
  readonly hstsPreload?: boolean;
  /** "0" switches the filter of old browsers off, because it can be abused (WEB-05). Default "0". */
  readonly xssProtection?: "0" | "1; mode=block";
  /** Origin that files of people are served from, where it is another than the application's. */
  readonly filesOrigin?: string;
}

const csp = (directives: readonly string[]): string => directives.join("; ");

/** Nothing may be loaded, run or framed: for answers that are no documents. */
const DATA_CSP = csp(["default-src 'none'", "frame-ancestors 'none'"]);

/** Files of people: whatever a browser takes them for, they load nothing and run nothing (UPL-03). */
const FILE_CSP = csp(["default-src 'none'", "sandbox", "frame-ancestors 'none'"]);

/** Our own self-contained pages: one known style, one known script (CSP level 3 section 2.3.1). */
const PAGE_CSP = csp([
  "default-src 'none'",
  `style-src ${PAGE_CSP_HASHES.style}`,
  `script-src ${PAGE_CSP_HASHES.script}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]);

/**
 * The web applications. The hashes let routes serve our static pages too: they name constants of
 * ours, so they open nothing to an injection.
 */
const htmlCsp = (filesOrigin: string | undefined): string =>
  csp([
    "default-src 'self'",
    `script-src 'self' ${PAGE_CSP_HASHES.script}`,
    `style-src 'self' ${PAGE_CSP_HASHES.style}`,
    ["img-src 'self'", filesOrigin].filter((part) => part !== undefined).join(" "),
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);

const cspOf = (filesOrigin: string | undefined): Readonly<Record<ReplyKind, string>> => ({
  json: DATA_CSP,
  text: DATA_CSP,
  asset: DATA_CSP,
  stream: DATA_CSP,
  file: FILE_CSP,
  html: htmlCsp(filesOrigin),
  page: PAGE_CSP,
});

const HSTS = "max-age=31536000; includeSubDomains";

/**
 * Builds the source of the security headers of every answer (WEB-01 to WEB-05). The lists are made
 * once; asking for one costs a look-up. HSTS is sent over HTTPS only (RFC 6797 section 7.2).
 */
export const createReplyHeaders = (options: ReplyHeaderOptions = {}): ReplyHeaders => {
  const policies = cspOf(options.filesOrigin);
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
    const plain = ["Content-Security-Policy", policies[kind], ...alwaysFor(kind)];
    return {
      plain: Object.freeze(plain),
      secure: Object.freeze([...plain, "Strict-Transport-Security", hsts]),
    };
  };
  const lists = {
    json: listsOf("json"),
    html: listsOf("html"),
    text: listsOf("text"),
    asset: listsOf("asset"),
    stream: listsOf("stream"),
    file: listsOf("file"),
    page: listsOf("page"),
  };
  return (kind, secure) => (secure ? lists[kind].secure : lists[kind].plain);
};
