import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createEvents, type SecurityEvent, type StartTimer } from "#core";
import { createMetrics, type Metrics } from "#telemetry";
import { type ClosableOutboundClient, createOutboundClient } from "./client.ts";

/** Stands for the public internet: whatever is public is connected to here. */
const PUBLIC_SIDE = "127.0.1.1";
/** Listens on the same port, and must never be called. */
const INSIDE = "127.0.0.1";

/** An address that is public. */
export const PUBLIC = "93.184.216.34";

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Servers of a small internet, and a client in it. */
export interface TestNetwork {
  readonly client: ClosableOutboundClient;
  readonly port: number;
  /** Answers of the resolver by name: each once, the last for ever. */
  readonly answers: Map<string, readonly (readonly string[])[]>;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Addresses that were connected to. */
  readonly connected: string[];
  /** Requests that came to the inside. */
  readonly inside: string[];
  readonly events: SecurityEvent[];
  readonly metrics: Metrics;
  readonly close: () => Promise<void>;
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Listens on both sides on one port: what is free outside may be somebody's inside. */
const listenOnBoth = async (outer: Server, inner: Server, tries = 20): Promise<number> => {
  const port = await listen(outer, PUBLIC_SIDE, 0);
  try {
    return await listen(inner, INSIDE, port);
  } catch (fault) {
    if (tries === 0) throw fault;
    await new Promise((resolve) => outer.close(resolve));
    return listenOnBoth(outer, inner, tries - 1);
  }
};

const end = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Starts both sides; over TLS where a certificate is given. */
export const startNetwork = async (
  handler: Handler,
  options: {
    readonly tls?: { readonly chain: string; readonly key: string };
    readonly startTimer?: StartTimer;
  } = {},
): Promise<TestNetwork> => {
  const inside: string[] = [];
  const connected: string[] = [];
  const seen: SecurityEvent[] = [];
  const { tls } = options;
  const serve = (request: IncomingMessage, response: ServerResponse): void =>
    void handler(request, response);
  const outer =
    tls === undefined
      ? createServer(serve)
      : createTlsServer({ cert: tls.chain, key: tls.key }, serve);
  const inner = createServer((request, response) => {
    inside.push(`${request.headers.host}${request.url}`);
    response.end("the secrets of the inside");
  });
  const port = await listenOnBoth(outer, inner);
  const answers: TestNetwork["answers"] = new Map();
  const asked = new Map<string, number>();
  const resolve = async (host: string): Promise<readonly string[]> => {
    const known = answers.get(host);
    if (known === undefined) throw new Error(`ENOTFOUND ${host}`);
    const turn = asked.get(host) ?? 0;
    asked.set(host, turn + 1);
    return known[Math.min(turn, known.length - 1)] ?? [];
  };
  const events = createEvents(() => undefined);
  events.on("security", (event) => seen.push(event));
  const metrics = createMetrics();
  const client = createOutboundClient({
    events,
    metrics,
    allowHttp: true,
    resolve,
    testNetwork: {
      connectTo: (address) => {
        connected.push(address);
        // What is inside, or is not public by our own list, is connected to as it is.
        return address === PUBLIC || /^(?:1\.1\.1\.1|2606:4700::1111)$/.test(address)
          ? PUBLIC_SIDE
          : address;
      },
      ...(tls === undefined ? {} : { ca: tls.chain }),
    },
    ...(options.startTimer === undefined ? {} : { startTimer: options.startTimer }),
  });
  return {
    client,
    port,
    answers,
    resolve,
    connected,
    inside,
    events: seen,
    metrics,
    close: async () => {
      client.close();
      await Promise.all([end(outer), end(inner)]);
    },
  };
};
