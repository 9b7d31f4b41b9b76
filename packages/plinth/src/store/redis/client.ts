import type { Redis as Client } from "ioredis";
import type { Random } from "#core";
import type { RedisAddress } from "./url.ts";

/** A server on the same network accepts a connection far sooner. */
const CONNECT_LIMIT_MS = 2_000;
/** Commands are waiting and nothing came for so long: the connection is dead, whatever TCP thinks. */
const SILENCE_LIMIT_MS = 2_000;
/** After this the socket is destroyed without the server's goodbye. */
const GOODBYE_LIMIT_MS = 100;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

/** 0 to 1. */
export const jitterFrom = (random: Random) => (): number => (random.bytes(1)[0] ?? 0) / 255;

/**
 * Makes a connection that never queues: a command is written to an open socket or rejected, and
 * nothing is sent again after a loss. Reconnects for ever, at most a second apart, with jitter.
 */
export const createClient = async (
  address: RedisAddress,
  jitter: () => number,
): Promise<Client> => {
  // Loaded only where Redis is configured.
  const { Redis } = await import("ioredis");
  return new Redis({
    ...address,
    lazyConnect: true,
    connectTimeout: CONNECT_LIMIT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    disconnectTimeout: GOODBYE_LIMIT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Subscribed again by hand, so that the moment from which nothing is missed is known.
    autoResubscribe: false,
    disableClientInfo: true,
    retryStrategy: (attempt) =>
      Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10)) *
      (0.5 + jitter() / 2),
  });
};

/** Ends a connection, orderly where the server answers; never rejects. */
export const endClient = async (client: Client): Promise<void> => {
  if (client.status === "end") return;
  // Between two attempts there is no socket whose end could be awaited.
  const isOpen = ["connecting", "connect", "ready"].includes(client.status);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  client.once("end", () => resolve());
  client.disconnect();
  if (!isOpen) return;
  const timer = setTimeout(resolve, GOODBYE_LIMIT_MS * 2);
  await ended;
  clearTimeout(timer);
};
