import { performance } from "node:perf_hooks";
import type { Config } from "#config";
import { type Clock, createEvents, systemTimer } from "#core";
import { createSecureRandom } from "#crypto";
import { createFront, type Front } from "#gateway";
import { createHttpServer, createOriginResolver, type ListenAddress } from "#http";
import { createMetrics, type Logger } from "#telemetry";
import { createHttps, openCertificate } from "./https.ts";
import { listen } from "./listen.ts";

/** Longest that a request waits for a slot, in milliseconds. */
const HOLD_MS = 30_000;
/** Requests that may wait at the same time. */
const ROOM = 10_000;
/** Longest wait for answers under way when the front ends, in milliseconds. */
const DRAIN_MS = 20_000;

const FAULT_HEADERS = [
  ...["X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY"],
  ...["Referrer-Policy", "strict-origin-when-cross-origin"],
  ...["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
];

/** The listener that people reach, with the slots behind it. */
export interface OpenFront extends Omit<Front, "listener" | "destroy"> {
  readonly address: ListenAddress;
  /** Reads the certificate again. */
  readonly reloadCertificate: (reason: string) => void;
  /** Serves on while callers learn that their connections end. */
  readonly lameDuck: (longestMs: number) => Promise<void>;
  /** Takes no new connection, lets what is under way finish. */
  readonly drain: () => Promise<void>;
}

/**
 * Opens the public listener of a host with two slots. It has the guards of every listener of ours;
 * what a request means is judged in the slot.
 * @throws {BootError} where the certificate or the address cannot be used.
 */
export const openFront = async (
  config: Config,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<OpenFront> => {
  const { server: where, https: tls } = config;
  const random = createSecureRandom();
  const events = createEvents((fault) => log.error("a listener failed", { error: fault }));
  const metrics = createMetrics();
  const platform = { config, clock, random, events, metrics, log };
  const https = createHttps(openCertificate(config, clock), platform);
  const secure = ["Strict-Transport-Security", "max-age=31536000; includeSubDomains"];
  const faultHeaders = [...FAULT_HEADERS, ...(where.isHttps ? secure : [])];
  let isClosing = false;
  const front = createFront({
    resolveOrigin: createOriginResolver(where.trustedProxies),
    startTimer: systemTimer,
    monotonic: () => performance.now(),
    ...{ holdMs: HOLD_MS, room: ROOM, faultHeaders, isClosing: () => isClosing },
  });
  const connections = { ...config.connections, trustedProxies: where.trustedProxies };
  const settings = { connections, faultHeaders, metrics };
  const server = createHttpServer(front.listener, {
    ...settings,
    ...(https === undefined ? {} : { create: https.create }),
  });
  const plain =
    tls.redirectPort === undefined ? undefined : createHttpServer(front.listener, settings);
  const lameDuck = async (longestMs: number): Promise<void> => {
    isClosing = true;
    await Promise.all([server.lameDuck(longestMs), plain?.lameDuck(longestMs)]);
  };
  const end = async (graceMs: number): Promise<void> => {
    isClosing = true;
    await Promise.all([server.drain(graceMs), plain?.drain(graceMs)]);
    await front.destroy();
    https?.close();
  };
  try {
    const { listener: _, destroy: __, ...steering } = front;
    const address = await listen(server, where.host, where.port, "PORT");
    if (plain !== undefined) {
      await listen(plain, where.host, tls.redirectPort ?? 0, "HTTP_REDIRECT_PORT");
    }
    https?.start();
    return {
      ...steering,
      address,
      reloadCertificate: (reason) => https?.reload(reason),
      lameDuck,
      drain: () => end(DRAIN_MS),
    };
  } catch (fault) {
    await end(0);
    throw fault;
  }
};
