import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RequestListener } from "../kernel.ts";
import type { FaultAnswers, Refusal } from "./faults.ts";
import type { LingeringClose } from "./lingering-close.ts";
import type { Pace } from "./pace.ts";
import { MAX_HEADER_FIELDS, MAX_TARGET_BYTES } from "./settings.ts";

const SLASH = 47;
const title = "Bad Request";
const FRAMING: Refusal = { status: 400, title, reason: "ambiguous-framing" };
const HOST: Refusal = { status: 400, title, reason: "host" };
const TARGET: Refusal = { status: 414, title: "URI Too Long", reason: "target-too-long" };
const FIELDS: Refusal = {
  status: 431,
  title: "Request Header Fields Too Large",
  reason: "header-too-large",
};

/** A name or address with or without a port (RFC 9112 section 3.2); nothing that a path could hold. */
const AUTHORITY = /^(?:[A-Za-z0-9._~-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?$/;
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;

/** Host fields of a request: their number, and the last one. */
const hostsOf = ({ rawHeaders }: IncomingMessage): { count: number; value: string } => {
  let count = 0;
  let value = "";
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") {
      count += 1;
      value = rawHeaders[index + 1] ?? "";
    }
  }
  return { count, value };
};

/** Proxies route by one of the two and applications by the other. */
const disagrees = (target: string, host: string): boolean => {
  const named = ABSOLUTE.exec(target)?.[1];
  return named !== undefined && named.toLowerCase() !== host.toLowerCase();
};

/** Judges authorities; most requests name the one that the request before them named. */
const createAuthorityTest = (): ((text: string) => boolean) => {
  let last: string | undefined;
  return (text) => {
    if (text === last) return true;
    if (!AUTHORITY.test(text)) return false;
    last = text;
    return true;
  };
};

const hostFault = (
  raw: IncomingMessage,
  isAuthority: (text: string) => boolean,
): Refusal | undefined => {
  const { count, value } = hostsOf(raw);
  if (count > 1) return FRAMING;
  if (count === 0) return raw.httpVersion === "1.1" ? HOST : undefined;
  if (!isAuthority(value)) return HOST;
  const target = raw.url ?? "/";
  return target.charCodeAt(0) !== SLASH && disagrees(target, value) ? HOST : undefined;
};

/**
 * What programs disagree about, although the parser took it (GW-03): a transfer coding other than
 * chunked, or any in HTTP/1.0 (RFC 9112 section 6.1), a version that is neither 1.0 nor 1.1, no or
 * two Host fields or one that names no host (section 3.2). And what is too much of it.
 */
const refusalOf = (
  raw: IncomingMessage,
  isAuthority: (text: string) => boolean,
): Refusal | undefined => {
  const { headers, httpVersion, rawHeaders } = raw;
  if (rawHeaders.length > 2 * MAX_HEADER_FIELDS) return FIELDS;
  if ((raw.url ?? "").length > MAX_TARGET_BYTES) return TARGET;
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return FRAMING;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && (httpVersion === "1.0" || coding.toLowerCase() !== "chunked")) {
    return FRAMING;
  }
  return hostFault(raw, isAuthority);
};

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

/** What is known of a connection. */
interface Course {
  requests: number;
  /** Whether what still comes is not looked at. */
  isOver: boolean;
}

/** What the guard lets requests through to, and what it tells. */
export interface GuardParts {
  readonly answers: FaultAnswers;
  readonly pace: Pace;
  readonly lingeringClose: LingeringClose;
  /** Requests over one connection; 0 for no end. */
  readonly maxRequests: number;
  readonly listener: RequestListener;
}

/**
 * Keeps refused requests from the listener, and all that follow them on their connection: nobody
 * knows where those begin. The parser does not stop there by itself. Counts requests as well, because
 * Node answers those over its own cap without our headers.
 */
export const createGuard = (parts: GuardParts): RequestListener => {
  const { answers, pace, lingeringClose, maxRequests, listener } = parts;
  const isAuthority = createAuthorityTest();
  const courses = new WeakMap<Socket, Course>();
  const courseOf = (socket: Socket): Course => {
    const known = courses.get(socket);
    if (known !== undefined) return known;
    const fresh = { requests: 0, isOver: false };
    courses.set(socket, fresh);
    return fresh;
  };
  return (raw, reply, head) => {
    const course = courseOf(raw.socket);
    if (course.isOver) return;
    const refusal = refusalOf(raw, isAuthority);
    if (refusal !== undefined) {
      course.isOver = true;
      answers.refuse(refusal, reply);
      return;
    }
    course.requests += 1;
    if (course.requests === maxRequests) {
      course.isOver = true;
      reply.shouldKeepAlive = false;
    }
    if (hasBody(raw)) {
      pace.watchBody(raw);
      lingeringClose.watch(raw, () => {
        course.isOver = true;
      });
    }
    listener(raw, reply, head);
  };
};
