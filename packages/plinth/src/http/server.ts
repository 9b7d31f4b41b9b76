import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { type Events, nodeHttp, type StartTimer, systemTimer } from "#core";
import type { Metrics } from "#telemetry";
import { createAdmission } from "./connections/admission.ts";
import { createAnnouncer } from "./connections/announcer.ts";
import { createFaultAnswers, type FaultAnswers } from "./connections/faults.ts";
import { createGuard } from "./connections/guard.ts";
import { createLingeringClose } from "./connections/lingering-close.ts";
import { createPace } from "./connections/pace.ts";
import {
  CONNECTION_DEFAULTS,
  type ConnectionSettings,
  MAX_HEADER_BYTES,
} from "./connections/settings.ts";
import { createConnectionSignals } from "./connections/signals.ts";
import { createUnusedConnections } from "./connections/unused.ts";
import type { RequestListener } from "./kernel.ts";
import { type CreateServer, isHandshakeFault } from "./tls/tls-listener.ts";
import { createUpgrades } from "./upgrades.ts";

/** Where the server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A listening server. */
export interface HttpServer {
  readonly listen: (where: ListenAddress) => Promise<ListenAddress>;
  /** True from the first moment of `lameDuck` or `drain`. */
  readonly isDraining: () => boolean;
  /**
   * Serves on until nobody is connected, and no longer than `longestMs`; every answer ends its
   * connection by saying so. To close a kept one without a word loses the request that is on its way
   * (RFC 9112 sections 9.3.1 and 9.6).
   */
  readonly lameDuck: (longestMs: number) => Promise<void>;
  /**
   * Takes no new connection, lets requests in flight finish, ends what is left after `graceMs`, and
   * connections without a request before that.
   */
  readonly drain: (graceMs: number) => Promise<void>;
  /** Open connections right now. */
  readonly connections: () => number;
}

const listenOn = (server: Server, where: ListenAddress): Promise<ListenAddress> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: where.host, port: where.port, backlog: 4096 }, () => {
      server.off("error", reject);
      const { address, port } = server.address() as AddressInfo;
      resolve({ host: address, port });
    });
  });

/** What a server is made with; all of it has defaults. */
export interface ServerOptions {
  /** Name, value, name, value: the headers of answers that the listener never sees. */
  readonly faultHeaders?: readonly string[];
  readonly connections?: Partial<ConnectionSettings>;
  /** Makes the server itself; default one that speaks plain HTTP. */
  readonly create?: CreateServer;
  readonly metrics?: Metrics;
  /** Where what is refused before there is a request is told. */
  readonly events?: Pick<Events, "emit">;
  readonly startTimer?: StartTimer;
  /** Milliseconds that only go forward. */
  readonly monotonic?: () => number;
}

const serverSettings = (settings: ConnectionSettings) => ({
  headersTimeout: settings.headersMs,
  requestTimeout: settings.requestMs,
  keepAliveTimeout: settings.keepAliveMs,
});

/** Refusals that Node would otherwise give without our headers. */
const answerFaults = (server: Server, answers: FaultAnswers): void => {
  server.on("clientError", (fault, socket: Socket) => {
    // Who did not come to an agreement about TLS cannot read an answer.
    if (isHandshakeFault(fault)) socket.destroy();
    else answers.onParserFault(fault, socket);
  });
  server.on("checkExpectation", (_, reply) =>
    answers.refuse({ status: 417, title: "Expectation Failed", reason: "expectation" }, reply),
  );
};

/** Builds the server around a listener; nothing listens yet. */
export const createHttpServer = (
  listener: RequestListener,
  options: ServerOptions = {},
): HttpServer => {
  const { faultHeaders = ["X-Content-Type-Options", "nosniff"], metrics } = options;
  const { startTimer = systemTimer, monotonic = () => performance.now() } = options;
  const settings: ConnectionSettings = { ...CONNECTION_DEFAULTS, ...options.connections };
  const signals = createConnectionSignals(metrics, createAnnouncer(options.events, monotonic));
  const admission = createAdmission(settings, signals);
  const pace = createPace({ settings, signals, startTimer, monotonic });
  const unused = createUnusedConnections(startTimer);
  const answers = createFaultAnswers(faultHeaders, signals);
  const lingeringClose = createLingeringClose(startTimer);
  const { maxRequests } = settings;
  const guarded = createGuard({ answers, pace, lingeringClose, maxRequests, listener });
  const upgrades = createUpgrades(guarded);
  const server = (options.create ?? nodeHttp.createServer)(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: settings.checkMs,
      // Looked at by the guard, whose refusal carries our headers.
      requireHostHeader: false,
      insecureHTTPParser: false,
      // Every other wish to leave HTTP is ignored, and its request answered (RFC 9110 section 7.8).
      shouldUpgradeCallback: (raw) => upgrades.accepts(raw, listener),
    },
    guarded,
  );
  Object.assign(server, serverSettings(settings));
  answerFaults(server, answers);
  server.on("upgrade", upgrades.take);
  const watch = (socket: Socket): void => {
    pace.watch(socket);
    unused.watch(socket);
  };
  server.on("connection", (socket) => {
    if (admission.admit(socket)) watch(socket);
  });
  // What waits for a client of TLS waits here and not in the connection below.
  server.on("secureConnection", watch);
  let draining = false;
  return {
    listen: (where) => listenOn(server, where),
    isDraining: () => draining,
    connections: admission.open,
    lameDuck: (longestMs) => {
      draining = true;
      return new Promise((resolve) => {
        if (longestMs <= 0 || admission.open() === 0) {
          resolve();
          return;
        }
        const cancel = startTimer(longestMs, resolve);
        admission.onNone(() => {
          cancel();
          resolve();
        });
      });
    },
    drain: (graceMs) => {
      draining = true;
      return new Promise((resolve) => {
        const endOfWait = [
          startTimer(graceMs, () => server.closeAllConnections()),
          unused.endAll(),
        ];
        server.close(() => {
          for (const cancel of endOfWait) cancel();
          resolve();
        });
        server.closeIdleConnections();
        // Those whose answer had begun before the drain get idle later, and did not hear that they end.
        server.keepAliveTimeout = 1;
        // Nobody knows where a message ends; clients of WebSockets connect again.
        upgrades.closeAll();
        // Events are told that they end.
        listener.endStreams?.();
      });
    },
  };
};
