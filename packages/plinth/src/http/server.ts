import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { RequestListener } from "./kernel.ts";
import { createUpgrades } from "./upgrades.ts";

/** Limits of the listener; milliseconds unless named otherwise. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Node's default of 5 s drops idle keep-alive clients between two of their requests.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} as const;

/** Where the server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A listening server. */
export interface HttpServer {
  readonly listen: (where: ListenAddress) => Promise<ListenAddress>;
  /** True from the first moment of `drain`. */
  readonly isDraining: () => boolean;
  /** Takes no new connection, lets requests in flight finish, ends what is left after `graceMs`. */
  readonly drain: (graceMs: number) => Promise<void>;
  /** Open connections right now. */
  readonly connections: () => number;
}

const PROTOCOL_FAULTS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"],
};

/** Headers as they go over the wire, from a flat list of names and values. */
const headerLines = (flat: readonly string[]): string =>
  flat.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");

const faultBody = (status: number, title: string): string =>
  JSON.stringify({ type: "about:blank", title, status, code: "BAD_REQUEST" });

/**
 * Answers what never became a request: malformed framing, oversized headers, slow headers. The
 * security headers stand on these answers too (WEB-01).
 */
const answerProtocolFault = (fixed: string, fault: NodeJS.ErrnoException, socket: Socket): void => {
  if (fault.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, title] = PROTOCOL_FAULTS[fault.code ?? ""] ?? [400, "Bad Request"];
  const body = faultBody(status, title);
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\n${fixed}Cache-Control: no-store\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/**
 * Whether programs disagree about where a request ends or whom it is for, although the parser took
 * it (GW-03): a transfer coding other than chunked, or any in HTTP/1.0 (RFC 9112 section 6.1), a
 * version that is neither 1.0 nor 1.1, two Host fields (section 3.2).
 */
const isAmbiguous = ({ headers, httpVersion, rawHeaders }: IncomingMessage): boolean => {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return true;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && (httpVersion === "1.0" || coding.toLowerCase() !== "chunked")) {
    return true;
  }
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
};

/** Refuses a request that the parser took. */
const refuseAmbiguous = (fixed: readonly string[], reply: ServerResponse): void => {
  const body = faultBody(400, "Bad Request");
  reply.writeHead(400, [
    ...fixed,
    "Connection",
    "close",
    "Cache-Control",
    "no-store",
    "Content-Type",
    "application/problem+json",
    "Content-Length",
    String(Buffer.byteLength(body)),
  ]);
  reply.end(body);
};

/**
 * Keeps ambiguous requests from the listener, and all that follow them on their connection: nobody
 * knows where those begin. The parser does not stop there by itself.
 */
const createGuard = (fixed: readonly string[], listener: RequestListener): RequestListener => {
  const distrusted = new WeakSet<Socket>();
  return (raw, reply, head) => {
    if (distrusted.has(raw.socket)) return;
    if (isAmbiguous(raw)) {
      distrusted.add(raw.socket);
      refuseAmbiguous(fixed, reply);
    } else listener(raw, reply, head);
  };
};

const listenOn = (server: Server, where: ListenAddress): Promise<ListenAddress> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: where.host, port: where.port, backlog: 4096 }, () => {
      server.off("error", reject);
      const { address, port } = server.address() as AddressInfo;
      resolve({ host: address, port });
    });
  });

/**
 * Builds the server around a listener; nothing listens yet. `faultHeaders` (name, value, name,
 * value) are those of answers that the listener never sees.
 */
export const createHttpServer = (
  listener: RequestListener,
  faultHeaders: readonly string[] = ["X-Content-Type-Options", "nosniff"],
): HttpServer => {
  const { maxHeaderSize, connectionsCheckingInterval, ...timeouts } = LIMITS;
  const guarded = createGuard(faultHeaders, listener);
  const upgrades = createUpgrades(guarded);
  const server = createServer(
    {
      maxHeaderSize,
      connectionsCheckingInterval,
      requireHostHeader: true,
      insecureHTTPParser: false,
      // Every other wish to leave HTTP is ignored, and its request answered (RFC 9110 section 7.8).
      shouldUpgradeCallback: (raw) => upgrades.accepts(raw, listener),
    },
    guarded,
  );
  Object.assign(server, timeouts);
  const fixed = headerLines(faultHeaders);
  server.on("clientError", (fault, socket: Socket) => answerProtocolFault(fixed, fault, socket));
  server.on("upgrade", upgrades.take);
  let draining = false;
  let open = 0;
  server.on("connection", (socket) => {
    open += 1;
    socket.once("close", () => {
      open -= 1;
    });
  });
  return {
    listen: (where) => listenOn(server, where),
    isDraining: () => draining,
    connections: () => open,
    drain: (graceMs) => {
      draining = true;
      return new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
        // Nobody knows where a message ends; clients of WebSockets connect again.
        upgrades.closeAll();
      });
    },
  };
};
