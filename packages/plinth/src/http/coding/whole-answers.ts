import { entityTagOf, fieldOf, hasMatch, withoutBodyFields } from "../reply/validators.ts";
import type { RequestContext } from "../request/context.ts";
import type { Coding } from "./accepted.ts";
import { createCompressor, LEAST_BYTES } from "./compressor.ts";
import { tagInCoding } from "./tags.ts";
import { negotiateCoding, toCoding } from "./variants.ts";

/** An answer that is whole before it leaves. */
export interface WholeAnswer {
  readonly status: number;
  /** Name, value, name, value; the writer adds to them. */
  readonly headers: string[];
  readonly payload: string | Uint8Array | undefined;
}

/** Writes whole answers, in the coding that their callers take; gives the status that left. */
export interface WholeAnswers {
  /** Gives a promise where a large answer is compressed first; nothing leaves once it is settled. */
  readonly write: (context: RequestContext, answer: WholeAnswer) => number | Promise<number>;
  /**
   * The same for an error, which has to leave in this turn. It has neither a secret nor an echo of its
   * request in it, whatever the route's own answers have.
   */
  readonly writeError: (context: RequestContext, answer: WholeAnswer) => number;
}

const write = (
  context: RequestContext,
  status: number,
  headers: string[],
  payload: string | Uint8Array | undefined,
  closing: boolean,
): number => {
  if (closing) headers.push("Connection", "close");
  if (payload === undefined) {
    if (status !== 204 && status !== 304) headers.push("Content-Length", "0");
    context.rawReply.writeHead(status, headers);
    context.rawReply.end();
    return status;
  }
  const isText = typeof payload === "string";
  const length = isText ? Buffer.byteLength(payload) : payload.byteLength;
  headers.push("Content-Length", String(length));
  context.rawReply.writeHead(status, headers);
  if (context.raw.method === "HEAD") context.rawReply.end();
  // Text without a character beyond ASCII is the same bytes either way, and these are copied faster.
  else if (isText && length === payload.length) context.rawReply.end(payload, "latin1");
  else context.rawReply.end(payload);
  return status;
};

/**
 * Gives an answer that may be kept its tag, and the fields of a 304 where the caller has it already: in
 * the coding in which it would leave, or as it is. The limits counted the call like any other.
 */
const fieldsOfKnown = (
  context: RequestContext,
  headers: string[],
  payload: string | Uint8Array,
  coding: Coding | undefined,
): string[] | undefined => {
  if (fieldOf(headers, "cache-control") === "no-store") return undefined;
  let tag = fieldOf(headers, "etag");
  if (tag === undefined) {
    tag = entityTagOf(payload);
    headers.push("ETag", tag);
  }
  const known = context.header("if-none-match");
  if (known === undefined) return undefined;
  if (coding !== undefined && hasMatch(known, tagInCoding(tag, coding))) {
    return withoutBodyFields(toCoding(headers, coding));
  }
  return hasMatch(known, tag) ? withoutBodyFields(headers) : undefined;
};

/** Looks at no byte of what is short. */
const isLarge = (payload: string | Uint8Array): boolean =>
  payload.length > LEAST_BYTES ||
  (typeof payload === "string" &&
    payload.length * 3 > LEAST_BYTES &&
    Buffer.byteLength(payload) > LEAST_BYTES);

const codingOf = (
  context: RequestContext,
  { status, headers, payload }: WholeAnswer,
): Coding | undefined =>
  payload !== undefined && isLarge(payload) ? negotiateCoding(context, status, headers) : undefined;

const bytesOf = (payload: string | Uint8Array): Uint8Array =>
  typeof payload === "string" ? Buffer.from(payload) : payload;

/** Refusals by which the server protects itself: they may cost no more than they must. */
const CHEAP: ReadonlySet<number> = new Set([429, 503]);

/** Builds the writer of whole answers. `isClosing` says whether connections end after them. */
export const createWholeAnswers = (isClosing: () => boolean): WholeAnswers => {
  const compressor = createCompressor();

  const writePlain = (context: RequestContext, { status, headers, payload }: WholeAnswer) =>
    write(context, status, headers, payload, isClosing());

  const writeIn = (
    context: RequestContext,
    { status, headers, payload }: WholeAnswer,
    coding: Coding,
    compressed: Uint8Array | undefined,
  ): number =>
    compressed === undefined
      ? write(context, status, headers, payload, isClosing())
      : write(context, status, toCoding(headers, coding), compressed, isClosing());

  return {
    write: (context, answer) => {
      const { status, headers, payload } = answer;
      if (payload === undefined) return writePlain(context, answer);
      const isNever = context.route.policy.compression.kind === "never";
      const coding = isNever ? undefined : codingOf(context, answer);
      const isKept = context.route.isStorable && status === 200;
      const known = isKept ? fieldsOfKnown(context, headers, payload, coding) : undefined;
      if (known !== undefined) return write(context, 304, known, undefined, isClosing());
      if (coding === undefined) return writePlain(context, answer);
      const bytes = bytesOf(payload);
      const compressed = compressor.compress(bytes, coding);
      if (!(compressed instanceof Promise)) return writeIn(context, answer, coding, compressed);
      return compressed.then((later) =>
        context.settled ? status : writeIn(context, { ...answer, payload: bytes }, coding, later),
      );
    },
    writeError: (context, answer) => {
      const coding = CHEAP.has(answer.status) ? undefined : codingOf(context, answer);
      if (coding === undefined || answer.payload === undefined) return writePlain(context, answer);
      const compressed = compressor.compressNow(bytesOf(answer.payload), coding);
      return writeIn(context, answer, coding, compressed);
    },
  };
};
