import type { OutboundClient } from "#services/outbound";

/** One request to the payment service as it leaves. */
export interface TransportRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** What came back. */
export interface TransportAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends a request and reads the whole answer; rejects when there is none. */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>;

/** An answer with a hundred subscriptions has some 300 KiB. */
const MAX_BYTES = 8_388_608;

/** Only what the API asks for: nothing about this machine, its software or who runs it. */
const SENT = new Set([
  "accept",
  "authorization",
  "content-type",
  "idempotency-key",
  "stripe-version",
]);

/** The headers that leave, by name in lower case. */
export const headersToSend = (
  headers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
      .filter(([name]) => SENT.has(name)),
  );

/** To the public internet, under the rules for calls out: one host, HTTPS, no redirect. */
export const createPublicTransport =
  (outbound: OutboundClient): Transport =>
  async ({ url, method, headers, body, timeoutMs }) => {
    const answer = await outbound.request(url, {
      method,
      headers,
      ...(body === "" ? {} : { body }),
      hosts: [new URL(url).hostname],
      ports: [443],
      allowHttp: false,
      maxRedirects: 0,
      maxBytes: MAX_BYTES,
      timeoutMs,
    });
    return { status: answer.status, headers: answer.headers, text: answer.text() };
  };

/** To a stub on this machine; the settings let no other address through, and none in production. */
export const createLoopbackTransport =
  (): Transport =>
  async ({ url, method, headers, body, timeoutMs }) => {
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === "" ? {} : { body }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: await answer.text(),
    };
  };
