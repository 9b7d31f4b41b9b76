/**
 * Reads one cookie out of a Cookie header (RFC 6265 section 5.4) without parsing the others: the
 * session cookie is looked up on every request.
 */
export const cookieValue = (header: string | undefined, name: string): string | undefined => {
  if (header === undefined) return undefined;
  let from = 0;
  while (from < header.length) {
    const at = header.indexOf(`${name}=`, from);
    if (at === -1) return undefined;
    const before = at === 0 ? ";" : header.charAt(at - 1);
    const start = at + name.length + 1;
    if (before === ";" || before === " ") {
      const end = header.indexOf(";", start);
      return header.slice(start, end === -1 ? undefined : end).trim();
    }
    from = start;
  }
  return undefined;
};

/** How a cookie is set; Secure and HttpOnly hold unless a reason is declared (WEB-13). */
export interface CookieOptions {
  /** Seconds to live; without it the cookie ends with the browser session. */
  readonly maxAgeSeconds?: number;
  readonly sameSite: "Lax" | "Strict";
  readonly path?: string;
  /** Why scripts must read it; leaves HttpOnly out. */
  readonly readableByScriptBecause?: string;
}

/** A Set-Cookie value (RFC 6265bis). The value must be a token of [A-Za-z0-9._~-]. */
export const setCookie = (name: string, value: string, options: CookieOptions): string => {
  if (!/^[\w.~-]*$/.test(value)) throw new RangeError(`cookie ${name}: value is not a plain token`);
  const parts = [`${name}=${value}`, `Path=${options.path ?? "/"}`];
  if (options.maxAgeSeconds !== undefined) parts.push(`Max-Age=${options.maxAgeSeconds}`);
  parts.push("Secure");
  if (options.readableByScriptBecause === undefined) parts.push("HttpOnly");
  parts.push(`SameSite=${options.sameSite}`);
  return parts.join("; ");
};

/** A Set-Cookie value that removes the cookie, with the same flags (P-046). */
export const clearCookie = (name: string, options: CookieOptions): string =>
  setCookie(name, "", { ...options, maxAgeSeconds: 0 });
