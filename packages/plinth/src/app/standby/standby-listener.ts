import type { IncomingMessage, ServerResponse } from "node:http";
import type { StandbyState } from "#ops/failover";

const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
} as const;

/** What everybody may know of a standby. */
const healthOf = ({ claim, copy, isReady, silentMs }: StandbyState) => ({
  status: "standby",
  ready: false,
  standby: {
    epoch: claim?.epoch ?? 0,
    couldTakeOver: isReady,
    upTo: copy === undefined ? null : new Date(copy.at).toISOString(),
    silentMs: Math.round(silentMs),
  },
});

const send = (
  reply: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void => {
  reply.writeHead(status, { "content-type": "application/json", ...HEADERS, ...headers });
  reply.end(JSON.stringify(body));
};

const refuse = (reply: ServerResponse): void =>
  send(
    reply,
    503,
    {
      type: "about:blank",
      title: "Service unavailable",
      status: 503,
      detail: "This is a standby: another instance answers.",
      code: "SERVICE_UNAVAILABLE",
    },
    { "content-type": "application/problem+json", "retry-after": "5" },
  );

/** Answers as a standby: that it lives, that it is not ready, and nothing else. */
export const standbyListener =
  (state: () => StandbyState) =>
  (request: IncomingMessage, reply: ServerResponse): void => {
    // Nothing of what is sent is read; the connection ends with the answer.
    request.resume();
    const path = request.url?.split("?", 1)[0];
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (isRead && path === "/health") send(reply, 200, healthOf(state()));
    else if (isRead && path === "/ready") {
      send(reply, 503, { status: "standby", ready: false }, { "retry-after": "5" });
    } else refuse(reply);
  };
