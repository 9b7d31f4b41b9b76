import { type AppError, type Clock, platformErrors } from "#core";
import { createWholeAnswers } from "../coding/whole-answers.ts";
import { EventReply } from "../events/event-reply.ts";
import type { RequestContext } from "../request/context.ts";
import { requireSerialiser } from "../stages/present.ts";
import type { ErrorPages } from "./error-pages.ts";
import type { ReplyHeaders } from "./headers.ts";
import { StreamReply } from "./live/stream.ts";
import { UpgradeReply } from "./live/upgrade.ts";
import { defaultErrorPage, prefersHtml } from "./pages.ts";
import { PreparedReply } from "./prepared.ts";
import { problemDocument } from "./problem.ts";
import { fieldOf, forbidStoring } from "./validators.ts";

/** What answers need to know of the application. */
export interface SenderParts {
  readonly replyHeaders: ReplyHeaders;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  /** Pages of the application for errors; Plinth's own where absent. */
  readonly errorPages?: ErrorPages;
  /** Whether the connection should end after this answer (while draining). */
  readonly isClosing: () => boolean;
  /** What does not work as usual, as a structured field (RFC 9651); empty when all is well. */
  readonly degraded?: () => string;
}

/** Writes answers; returns the status that left. */
export interface Sender {
  /**
   * Of a streamed answer only the head; its body follows at the client's pace. Gives a promise where
   * a large answer is compressed first; one that is settled by then is written by nobody.
   */
  readonly send: (context: RequestContext) => number | Promise<number>;
  readonly sendError: (context: RequestContext, error: AppError) => number;
}

/** Refuses a stream where the route promised something else, unless it is somebody else's answer. */
const requireStreamable = ({ route }: RequestContext, { status, isForeign }: StreamReply): void => {
  if (isForeign) return;
  requireSerialiser(route.serialisers, status);
  if (route.policy.produces === "stream" || route.policy.produces === "file") return;
  const cause = new TypeError("a stream answers a route that declares neither stream nor file");
  throw platformErrors.make.INTERNAL_SERVER_ERROR({ cause });
};

const writeStreamHead = (
  context: RequestContext,
  result: StreamReply,
  headers: string[],
  closing: boolean,
): number => {
  requireStreamable(context, result);
  if (closing) headers.push("Connection", "close");
  context.rawReply.writeHead(result.status, headers);
  // A stream whose length is open may begin late; its client wants to know that it was heard.
  const isOpen = !headers.some((text, index) => index % 2 === 0 && /^content-length$/i.test(text));
  if (isOpen && result.stream !== undefined) context.rawReply.flushHeaders();
  return result.status;
};

/** A stream of events takes its whole connection: nothing follows it. */
const writeEventsHead = ({ rawReply, route }: RequestContext, headers: string[]): number => {
  if (route.policy.produces !== "events") {
    const cause = new TypeError("events answer a route that does not declare them");
    throw platformErrors.make.INTERNAL_SERVER_ERROR({ cause });
  }
  // It leaves with the first words of the stream, which follow at once.
  rawReply.writeHead(200, [...headers, "Connection", "close"]);
  return 200;
};

/** 101 is written by hand: after it the connection speaks no HTTP any more. */
const writeUpgradeHead = ({ rawReply }: RequestContext, headers: readonly string[]): number => {
  const lines = headers.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  rawReply.socket?.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join("")}\r\n`,
  );
  return 101;
};

const payloadOf = ({ result, route }: RequestContext, status: number) =>
  result instanceof PreparedReply
    ? result.payload
    : requireSerialiser(route.serialisers, status)(result?.body);

const dynamicHeaders = (
  context: RequestContext,
  fixed: readonly string[],
  degraded: string,
): string[] => {
  const headers = [...fixed, "X-Request-Id", context.requestId];
  if (degraded !== "") headers.push("Degraded", degraded);
  for (const entry of context.replyHeaders) headers.push(entry);
  return headers;
};

const UNAVAILABLE = 503;
/** When to come back after a 503 that says nothing better, in seconds. */
const SOON = "1";

const headerOf = ({ headers }: AppError, name: string): string | undefined =>
  Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];

/** What an error says by headers. Every 503 says when to come back, whoever made it. */
const errorHeaders = (error: AppError): readonly string[] => {
  const headers = Object.entries(error.headers).flat();
  const isOpen = error.status === UNAVAILABLE && headerOf(error, "retry-after") === undefined;
  return isOpen ? [...headers, "Retry-After", SOON] : headers;
};

const retryAfterOf = (error: AppError): number | undefined => {
  const text = headerOf(error, "retry-after");
  return text === undefined ? undefined : Number(text);
};

/** Builds the one place where answers leave. */
export const createSender = (parts: SenderParts): Sender => {
  const pages = parts.errorPages ?? (() => defaultErrorPage);
  const degraded = parts.degraded ?? (() => "");
  const whole = createWholeAnswers(parts.isClosing);

  const headersOf = (context: RequestContext): string[] => {
    const { result, route } = context;
    const fixed = context.secure ? route.headers.secure : route.headers.plain;
    const headers = dynamicHeaders(context, fixed, degraded());
    for (const entry of result?.headers ?? []) headers.push(entry);
    const givesCookie = route.isStorable && fieldOf(headers, "set-cookie") !== undefined;
    return givesCookie ? forbidStoring(headers) : headers;
  };

  const send = (context: RequestContext): number | Promise<number> => {
    const { result, route } = context;
    const status = result?.status ?? route.firstStatus;
    const isStream = result instanceof StreamReply;
    const isUpgrade = result instanceof UpgradeReply;
    const isEvents = result instanceof EventReply;
    const payload = isStream || isUpgrade || isEvents ? undefined : payloadOf(context, status);
    const headers = headersOf(context);
    if (isEvents) return writeEventsHead(context, headers);
    if (isUpgrade) return writeUpgradeHead(context, headers);
    if (isStream) return writeStreamHead(context, result, headers, parts.isClosing());
    if (payload !== undefined && route.policy.produces === "json") {
      headers.push("Content-Type", "application/json; charset=utf-8");
    }
    return whole.write(context, { status, headers, payload });
  };

  const sendError = (context: RequestContext, error: AppError): number => {
    const problem = problemDocument({
      error,
      requestId: context.requestId,
      traceId: context.trace?.traceId,
      now: parts.clock.now(),
      publicUrl: parts.publicUrl(),
    });
    const asPage = prefersHtml(context.header("accept"));
    const headers = dynamicHeaders(
      context,
      parts.replyHeaders(asPage ? "page" : "json", context.secure),
      degraded(),
    );
    for (const entry of errorHeaders(error)) headers.push(entry);
    headers.push("Cache-Control", "no-store", "Vary", "Accept");
    headers.push(
      "Content-Type",
      asPage ? "text/html; charset=utf-8" : "application/problem+json; charset=utf-8",
    );
    const page = pages(context.raw.url ?? "/", error.status);
    const payload = asPage ? page(problem, retryAfterOf(error)) : JSON.stringify(problem);
    return whole.writeError(context, { status: error.status, headers, payload });
  };

  return { send, sendError };
};
