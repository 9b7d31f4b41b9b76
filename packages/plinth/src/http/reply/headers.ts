/** What kind of answer the headers are for. "page" is one of our own error pages. */
export type ReplyKind =
  | "json"
  | "html"
  | "text"
  | "asset"
  | "worker"
  | "stream"
  | "events"
  | "file"
  | "page";

/**
 * The fixed headers of an answer, as a flat list of names and values: one source of truth for every
 * answer, errors and unknown paths included (WEB-01). `secure` tells whether the client speaks
 * HTTPS. Provided by protection, resolved once per route at boot.
 */
export type ReplyHeaders = (kind: ReplyKind, secure: boolean) => readonly string[];
