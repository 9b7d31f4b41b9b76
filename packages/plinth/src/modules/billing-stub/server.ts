import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isLocalHost } from "#core";
import { createStub, type SignedMessage, type Stub, type StubOptions } from "./stub.ts";

/** A stub that listens on this machine, and tells an application what happens. */
export interface RunningStub extends Stub {
  readonly url: string;
  /** Sends what was not sent yet, in its order; resolves with how many were taken in. */
  readonly deliver: () => Promise<number>;
  /** Leaves out what was not sent yet, as a network does that loses messages. */
  readonly lose: () => void;
  /** While true every call of the API fails. */
  readonly setDown: (isDown: boolean) => void;
  readonly stop: () => Promise<void>;
}

/** How it listens. */
export interface StubServerOptions extends Omit<StubOptions, "base"> {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Where messages go. */
  readonly webhookUrl: () => string;
  /** Whether messages are sent as soon as something happens; else when `deliver` is called. */
  readonly isEager: boolean;
  /** Told of messages that were not taken in. */
  readonly onUndelivered?: (message: SignedMessage, status: number | undefined) => void;
}

const MAX_BODY = 65_536;
const SEND_MS = 15_000;
/** How often a message is sent that is not taken in; Stripe does it for three days. */
const TRIES = 5;
const FIRST_PAUSE_MS = 500;

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RangeError("the body is too long");
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
};

const answerJson = (reply: ServerResponse, status: number, body: unknown): void => {
  reply.writeHead(status, { "Content-Type": "application/json" });
  reply.end(JSON.stringify(body));
};

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const respond = async (
  stub: Stub,
  isDown: () => boolean,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const host = URL.parse(`http://${headerOf(request, "host") ?? ""}`)?.hostname ?? "";
  // A page elsewhere must not reach it by a name that points here.
  if (!isLocalHost(host)) return answerJson(reply, 403, { error: { message: "Not this host" } });
  const form = await readForm(request);
  if (url.pathname.startsWith("/v1/")) {
    if (isDown()) return answerJson(reply, 500, { error: { type: "api_error", message: "Down" } });
    const { status, body } = stub.api({
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      form,
      authorization: headerOf(request, "authorization"),
      idempotencyKey: headerOf(request, "idempotency-key"),
    });
    return answerJson(reply, status, body);
  }
  const answer = stub.pages(url.pathname, request.method === "POST" ? form : undefined);
  if (answer.kind === "redirect") {
    reply.writeHead(303, { Location: answer.to });
    reply.end();
    return undefined;
  }
  reply.writeHead(answer.status, { "Content-Type": "text/html; charset=utf-8" });
  reply.end(answer.html);
  return undefined;
};

/** Sends one message; the status, or undefined where nobody answered. */
const send = async (url: string, message: SignedMessage): Promise<number | undefined> => {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Stripe-Signature": message.signature },
      body: message.body,
      redirect: "error",
      signal: AbortSignal.timeout(SEND_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
};

const createDelivery = (stub: Stub, options: StubServerOptions) => {
  let sent = 0;
  let isRunning = false;
  const sendAgain = async (event: SignedMessage["event"]): Promise<boolean> => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const message = stub.sign(event);
      const status = await send(options.webhookUrl(), message);
      if (status !== undefined && status < 300) return true;
      options.onUndelivered?.(message, status);
      if (!options.isEager) return false;
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
    return false;
  };
  const deliver = async (): Promise<number> => {
    if (isRunning) return 0;
    isRunning = true;
    let taken = 0;
    try {
      for (;;) {
        const event = stub.state.events[sent];
        if (event === undefined) return taken;
        sent += 1;
        if (await sendAgain(event)) taken += 1;
      }
    } finally {
      isRunning = false;
    }
  };
  return {
    deliver,
    lose: () => {
      sent = stub.state.events.length;
    },
  };
};

/** Starts a stub on 127.0.0.1. */
export const startStub = async (options: StubServerOptions): Promise<RunningStub> => {
  let url = "";
  let isDown = false;
  const stub = createStub({ ...options, base: () => url });
  const delivery = createDelivery(stub, options);
  const server = createServer((request, reply) => {
    respond(stub, () => isDown, request, reply)
      .catch(() => answerJson(reply, 400, { error: { message: "The request cannot be read" } }))
      .then(() => (options.isEager ? delivery.deliver() : 0))
      .catch(() => undefined);
  });
  server.requestTimeout = SEND_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  return {
    ...stub,
    url,
    ...delivery,
    setDown: (value) => {
      isDown = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
