import { outboundErrors } from "./errors.ts";

/** Methods that a call may have. */
export type OutboundMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** One request as it goes out; the URL beside it may change from redirect to redirect. */
export interface Outgoing {
  readonly method: OutboundMethod;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** They belong to the connection, or say how the message ends; we write them ourselves. */
const OWN = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** They say nothing of who calls; everything else may be a credential, whatever it is called. */
const HARMLESS = new Set(["accept", "accept-language", "content-type", "user-agent"]);

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const MAX_HEADERS = 64;
const MAX_HEADER_BYTES = 16_384;

/** Visible ASCII, spaces and tabs: nothing that ends a line, or that two sides read differently. */
const isFieldValue = (value: string): boolean => /^[\t\x20-\x7e]*$/.test(value);

const refused = (detail: string) => outboundErrors.make.OUTBOUND_REQUEST_REFUSED({ detail });

/**
 * Checks what the caller wants to send.
 * @throws {AppError} OUTBOUND_REQUEST_REFUSED, naming the header and never its value.
 */
export const requireOutgoing = (wanted: {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | string | undefined;
}): Outgoing => {
  const method = wanted.method ?? "GET";
  if (!METHODS.includes(method)) throw refused("The method may not be sent");
  const headers: Record<string, string> = { "user-agent": "plinth" };
  let bytes = 0;
  for (const [given, value] of Object.entries(wanted.headers ?? {})) {
    const name = given.toLowerCase();
    if (!TOKEN.test(name)) throw refused("A header has no valid name");
    if (OWN.has(name) || name.startsWith("proxy-")) {
      throw refused(`The header ${name.slice(0, 64)} is not the caller's to send`);
    }
    if (!isFieldValue(value)) {
      throw refused(`The header ${name.slice(0, 64)} holds more than visible ASCII`);
    }
    headers[name] = value;
    bytes += name.length + value.length;
  }
  if (Object.keys(headers).length > MAX_HEADERS || bytes > MAX_HEADER_BYTES) {
    throw refused("The headers are too many or too long");
  }
  const body = typeof wanted.body === "string" ? Buffer.from(wanted.body) : wanted.body;
  if (body !== undefined && (method === "GET" || method === "HEAD")) {
    throw refused(`A ${method} request has no body`);
  }
  return { method: method as OutboundMethod, headers, body };
};

const redirect = (reason: string) =>
  outboundErrors.make.OUTBOUND_REDIRECT_REFUSED({
    detail: `The other side redirects where it may not: ${reason}`,
    extra: { reason },
  });

/** Refused before the new URL is looked at: what the redirect itself may not do. */
export const requireRedirect = (from: URL, to: URL): void => {
  if (from.protocol === "https:" && to.protocol === "http:") throw redirect("downgrade");
};

/** The fault of a chain that goes on for too long, or leads nowhere. */
export const redirectFault = (reason: "too-many" | "no-location") => redirect(reason);

/**
 * What is asked after a redirect (RFC 9110 section 15.4). Another origin is given none of the
 * caller's credentials: only headers that name nobody, and no body.
 * @throws {AppError} OUTBOUND_REDIRECT_REFUSED when the body would go to another origin.
 */
export const afterRedirect = (
  outgoing: Outgoing,
  hop: { readonly status: number; readonly from: URL; readonly to: URL },
): Outgoing => {
  const { status, from, to } = hop;
  const { method } = outgoing;
  const isKept = status === 307 || status === 308 || method === "HEAD";
  const becomesGet = status === 303 ? method !== "HEAD" : !isKept && method === "POST";
  const isSame = from.origin === to.origin;
  const body = becomesGet ? undefined : outgoing.body;
  if (!isSame && body !== undefined) throw redirect("body");
  const kept = Object.entries(outgoing.headers).filter(
    ([name]) =>
      (isSame || HARMLESS.has(name)) && !(body === undefined && name.startsWith("content-")),
  );
  return { method: becomesGet ? "GET" : method, headers: Object.fromEntries(kept), body };
};
