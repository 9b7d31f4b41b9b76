import type { Redis as Client } from "ioredis";
import type { StartTimer } from "#core";
import type { RedisListener } from "./contract.ts";

/** How often the silent connection of a subscriber is asked whether it still stands. */
const HEARTBEAT_MS = 1_000;

/** The subscriptions of a process on their one connection. */
export interface Subscriptions {
  readonly add: (channel: string, listener: RedisListener) => () => void;
  readonly close: () => void;
}

/**
 * Keeps subscriptions over losses of the connection. `onGap` is called once the server has confirmed
 * the subscription again, so that a listener that then forgets everything has missed nothing.
 */
export const createSubscriptions = (
  client: Client,
  startTimer: StartTimer,
  onFault: (fault: unknown) => void,
): Subscriptions => {
  const listeners = new Map<string, Set<RedisListener>>();
  /** Channels that the server confirmed before: a later confirmation follows a gap. */
  const confirmed = new Set<string>();
  let cancelHeartbeat = (): void => undefined;
  let isClosed = false;

  const confirm = async (channel: string): Promise<void> => {
    try {
      await client.subscribe(channel);
    } catch (fault) {
      // Lost again in between: the next "ready" subscribes.
      onFault(fault);
      return;
    }
    if (confirmed.has(channel)) for (const each of listeners.get(channel) ?? []) each.onGap();
    confirmed.add(channel);
  };

  /** A dead peer is noticed by the driver's limit of silence, which needs a question. */
  const beat = (): void => {
    if (client.status === "ready") void client.ping().catch(onFault);
    if (!isClosed) cancelHeartbeat = startTimer(HEARTBEAT_MS, beat);
  };

  client.on("ready", () => {
    for (const channel of listeners.keys()) void confirm(channel);
  });
  client.on("message", (channel: string, text: string) => {
    for (const each of listeners.get(channel) ?? []) each.onMessage(text);
  });
  beat();

  return {
    add: (channel, listener) => {
      const known = listeners.get(channel);
      const set = known ?? new Set<RedisListener>();
      set.add(listener);
      listeners.set(channel, set);
      if (known === undefined && client.status === "ready") void confirm(channel);
      return () => {
        set.delete(listener);
        if (set.size > 0) return;
        listeners.delete(channel);
        confirmed.delete(channel);
        if (client.status === "ready") void client.unsubscribe(channel).catch(onFault);
      };
    },
    close: () => {
      isClosed = true;
      cancelHeartbeat();
    },
  };
};
