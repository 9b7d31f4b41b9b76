import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { towardsClient } from "./headers.ts";

const RETRY_AFTER_SECONDS = "5";

/** A request and what it is answered with. */
export interface Exchange {
  readonly raw: IncomingMessage;
  readonly reply: ServerResponse;
}

/** What a slot answers: its head, and a body on the way. */
export interface Answer {
  readonly statusCode: number;
  /** As it was sent: name, value, name, value. */
  readonly flat: readonly (string | Buffer)[];
  readonly body: Readable;
}

/** Answers where no slot did; `faultHeaders` stand on it like on every answer. */
export const answerFault = (
  { raw, reply }: Exchange,
  status: 502 | 503,
  faultHeaders: readonly string[],
): void => {
  if (reply.headersSent || reply.destroyed) {
    reply.destroy();
    return;
  }
  const title = status === 503 ? "Service Unavailable" : "Bad Gateway";
  const code = status === 503 ? "SERVICE_UNAVAILABLE" : "UPSTREAM_FAULT";
  reply.writeHead(status, [
    ...faultHeaders,
    ...["Content-Type", "application/problem+json", "Cache-Control", "no-store"],
    ...["Retry-After", RETRY_AFTER_SECONDS, ...(raw.complete ? [] : ["Connection", "close"])],
  ]);
  reply.end(JSON.stringify({ type: "about:blank", title, status, code }));
};

/**
 * Passes the answer of a slot on as it comes; `label` says which slot it was, and `isLast` that the
 * connection ends with it.
 */
export const deliver = (
  { raw, reply }: Exchange,
  answer: Answer,
  label: string,
  isLast: boolean,
): void => {
  const flat = answer.flat.map((part) =>
    typeof part === "string" ? part : part.toString("latin1"),
  );
  const headers = towardsClient(flat, label);
  reply.sendDate = false;
  reply.writeHead(answer.statusCode, [
    ...headers,
    ...(raw.complete && !isLast ? [] : ["Connection", "close"]),
  ]);
  // Events come one by one, and the first of them perhaps in a minute.
  if (!headers.some((text) => text.toLowerCase() === "content-length")) reply.flushHeaders();
  pipeline(answer.body, reply, (fault) => {
    if (fault) reply.destroy();
  });
};
