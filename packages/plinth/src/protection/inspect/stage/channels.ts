import type { RequestContext } from "#http";
import type { Visit } from "./plan.ts";

/** Headers of ours or of proxies, and secrets: not texts that somebody wrote. */
const SKIPPED: ReadonlySet<string> = new Set([
  "x-csrf-token",
  "x-api-key",
  "x-request-id",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-real-ip",
]);

/** Cookies with these prefixes are set by servers (RFC 6265bis); ours all are. */
const isOwnCookie = (name: string, own: ReadonlySet<string>): boolean =>
  own.has(name) || name.startsWith("__Host-") || name.startsWith("__Secure-");

const visitCookies = (header: string, own: ReadonlySet<string>, visit: Visit): void => {
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at < 0) continue;
    if (!isOwnCookie(pair.slice(0, at).trim(), own)) visit(pair.slice(at + 1), "cookie", "log");
  }
};

/**
 * Hands User-Agent, Referer, X-* headers and cookies that are not ours to `visit`. They are only
 * ever logged: programs of every kind write them, and nothing of ours reads them.
 */
export const visitHeaders = (
  { raw }: RequestContext,
  ownCookies: ReadonlySet<string>,
  visit: Visit,
): void => {
  const { headers } = raw;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value !== "string") continue;
    if (name === "user-agent" || name === "referer") visit(value, `header ${name}`, "log");
    else if (name === "cookie") visitCookies(value, ownCookies, visit);
    else if (name.startsWith("x-") && !SKIPPED.has(name)) visit(value, "header x-*", "log");
  }
};
