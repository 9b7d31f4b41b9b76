/**
 * A header name as servers behind CGI or WSGI see it: they make one variable of it, and
 * "Plinth_User" and "plinth.user" become the same as "Plinth-User".
 */
export const foldName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");

/** Fields of one connection, never passed on (RFC 9110 section 7.6.1). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The names that a Connection field lists, folded. */
export const namedByConnection = (connection: string | undefined): ReadonlySet<string> =>
  new Set(
    (connection ?? "")
      .split(",")
      .map((name) => foldName(name.trim()))
      .filter((name) => name !== ""),
  );
