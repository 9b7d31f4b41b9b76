import { fieldOf } from "../reply/validators.ts";
import type { RequestContext } from "../request/context.ts";
import { type Coding, preferredCoding } from "./accepted.ts";
import { tagInCoding } from "./tags.ts";

/** What text is called beside text itself; everything else is compressed already, or may be. */
const TEXTS: ReadonlySet<string> = new Set([
  "application/javascript",
  "application/json",
  "application/xml",
]);

const isText = (contentType: string): boolean => {
  const type = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (type.startsWith("text/")) return type !== "text/event-stream";
  return TEXTS.has(type) || type.endsWith("+json") || type.endsWith("+xml");
};

/** Whether a list, in however many lines it comes, has this word or "*". */
const lists = (headers: readonly string[], name: string, word: string): boolean =>
  headers.some(
    (text, index) =>
      index % 2 === 1 &&
      headers[index - 1]?.toLowerCase() === name &&
      (text === "*" || text.toLowerCase().includes(word)),
  );

/** A part of something, or what says by a status of its own that it is one. */
const PARTIAL = 206;

/**
 * Whether the answer of these fields may leave in another coding: text in no coding yet, whole, that
 * nobody forbids to change (RFC 9111 section 5.2.2.6) and that gives its caller no cookie.
 */
const isCodable = (status: number, headers: readonly string[]): boolean =>
  status !== PARTIAL &&
  isText(fieldOf(headers, "content-type") ?? "") &&
  fieldOf(headers, "content-encoding") === undefined &&
  fieldOf(headers, "content-range") === undefined &&
  fieldOf(headers, "set-cookie") === undefined &&
  !lists(headers, "cache-control", "no-transform");

/**
 * Whether somebody else's page may have made the browser ask, with the cookies of whoever uses it: it
 * could ask again and again with guesses, and learn from the length of each answer. Browsers tell
 * (Fetch Metadata); who has cookies and does not tell is taken for an old browser.
 */
const mayBeDriven = ({ raw: { headers } }: RequestContext): boolean => {
  const site = headers["sec-fetch-site"];
  return headers.cookie !== undefined && site !== "same-origin" && site !== "none";
};

/**
 * The coding in which an answer leaves; undefined for its bytes as they are. Names in `headers` what
 * that depends on, also where this caller takes none: caches would give others what they kept.
 */
export const negotiateCoding = (
  context: RequestContext,
  status: number,
  headers: string[],
): Coding | undefined => {
  if (!isCodable(status, headers)) return undefined;
  if (!lists(headers, "vary", "accept-encoding")) headers.push("Vary", "Accept-Encoding");
  return mayBeDriven(context) ? undefined : preferredCoding(context.header("accept-encoding"));
};

/** Changes the fields of an answer to those of the same in a coding. */
export const toCoding = (headers: readonly string[], coding: Coding): string[] => [
  ...headers.map((text, index) =>
    index % 2 === 1 && headers[index - 1]?.toLowerCase() === "etag"
      ? tagInCoding(text, coding)
      : text,
  ),
  "Content-Encoding",
  coding,
];
