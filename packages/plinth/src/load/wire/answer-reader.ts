import {
  type BodyReader,
  type BodyState,
  createChunkedBody,
  createEndlessBody,
  createSizedBody,
} from "./bodies.ts";

/** Longest head of an answer that is read, in bytes; a longer one is garbage. */
const MAX_HEAD = 65_536;
/** As much of a body as is kept for those who want to read it, in bytes. */
const MAX_KEPT = 1_048_576;

/** Where a reader stands after some bytes. */
export type ReadState = "more" | "done" | "garbage";

/**
 * Reads the answers of one connection, one after the other, as they come (RFC 9112). Knows lengths,
 * chunks and bodies that the end of the connection ends; interim answers are skipped.
 */
export interface AnswerReader {
  /** Makes ready for the next answer. A HEAD request has an answer without a body. */
  readonly expect: (options: { readonly isHead: boolean; readonly keepsBody: boolean }) => void;
  /** Takes what came. `garbage` is for ever: nobody knows where the next answer begins. */
  readonly push: (chunk: Buffer) => ReadState;
  /** Whether the end of the connection is the end of this answer. */
  readonly endsWithConnection: () => boolean;
  /** 0 before there is one. */
  readonly status: () => number;
  /** Bytes of the answer so far, head and framing included. */
  readonly bytes: () => number;
  /** Whether the connection may carry another request. */
  readonly staysOpen: () => boolean;
  /** The body, as far as it was asked for: at most 1 MiB. */
  readonly body: () => Buffer;
}

const EMPTY: Buffer = Buffer.alloc(0);

/** What one head says. */
interface Head {
  readonly status: number;
  readonly isChunked: boolean;
  readonly length: number | undefined;
  readonly staysOpen: boolean;
}

const readHead = (text: string): Head | undefined => {
  const start = /^HTTP\/1\.([01]) (\d{3})(?: |\r|$)/.exec(text);
  if (start === null) return undefined;
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})(?=[ \t\r]|$)/i.exec(text)?.[1];
  const isChunked = /\r\ntransfer-encoding:[ \t]*chunked(?=[ \t\r]|$)/i.test(text);
  const isClosing = /\r\nconnection:[ \t]*close(?=[ \t\r]|$)/i.test(text);
  const isOld = start[1] === "0" && !/\r\nconnection:[ \t]*keep-alive/i.test(text);
  return {
    status: Number(start[2]),
    isChunked,
    length: length === undefined ? undefined : Number(length),
    staysOpen: !isClosing && !isOld,
  };
};

/** Whether an answer has no body whatever else its head says (RFC 9112 section 6.3). */
const isBodiless = ({ status, length, isChunked }: Head, isHead: boolean): boolean =>
  isHead || status === 204 || status === 304 || (length === 0 && !isChunked);

const bodyOf = ({ isChunked, length }: Head, keep: (part: Buffer) => void): BodyReader => {
  if (isChunked) return createChunkedBody(keep);
  return length === undefined ? createEndlessBody(keep) : createSizedBody(length, keep);
};

/** Builds a reader. */
export const createAnswerReader = (): AnswerReader => {
  let start = EMPTY;
  let head: Head | undefined;
  let body: BodyReader | undefined;
  let bytes = 0;
  let options = { isHead: false, keepsBody: false };
  let kept: Buffer[] = [];
  let keptBytes = 0;

  const keep = (part: Buffer): void => {
    if (!options.keepsBody || keptBytes + part.length > MAX_KEPT) return;
    kept.push(part);
    keptBytes += part.length;
  };

  /** Reads a head; what is behind it belongs to the body. */
  const takeHead = (chunk: Buffer): BodyState => {
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    for (;;) {
      const end = start.indexOf("\r\n\r\n");
      if (end < 0) return start.length > MAX_HEAD ? "garbage" : "more";
      const read = readHead(start.toString("latin1", 0, end));
      if (read === undefined) return "garbage";
      const rest = start.subarray(end + 4);
      start = EMPTY;
      if (read.status >= 200 || read.status === 101) {
        head = read;
        return rest;
      }
      start = rest;
    }
  };

  const take = (chunk: Buffer): BodyState => {
    if (body !== undefined) return body.push(chunk);
    const rest = takeHead(chunk);
    if (head === undefined || typeof rest === "string") return rest;
    if (isBodiless(head, options.isHead)) return rest;
    body = bodyOf(head, keep);
    return rest.length === 0 ? "more" : body.push(rest);
  };

  return {
    expect: (next) => {
      options = next;
      start = EMPTY;
      head = undefined;
      body = undefined;
      bytes = 0;
      kept = [];
      keptBytes = 0;
    },
    push: (chunk) => {
      bytes += chunk.length;
      const rest = take(chunk);
      if (typeof rest === "string") return rest;
      // Bytes behind an answer that nobody asked for: the two sides disagree about its end.
      return rest.length === 0 ? "done" : "garbage";
    },
    endsWithConnection: () => body?.endsWithConnection === true,
    status: () => head?.status ?? 0,
    bytes: () => bytes,
    staysOpen: () => head?.staysOpen === true && body?.endsWithConnection !== true,
    body: () => Buffer.concat(kept),
  };
};
