import type { IdGenerator } from "#core";
import type { Redis } from "#store";
import {
  type Broadcast,
  type BroadcastListener,
  MAX_TEXT,
  requireChannel,
  requireText,
} from "./contract.ts";

/** How a broadcast over Redis is built. */
export interface RedisBroadcastOptions {
  readonly redis: Pick<Redis, "namespace" | "call" | "subscribe">;
  readonly newId: IdGenerator;
  /** Hears of hints that did not leave and of listeners that threw. */
  readonly onFault?: (fault: unknown) => void;
}

/**
 * Builds the broadcast of nodes that share a Redis server, over its publish and subscribe. While the
 * server is out of reach hints are dropped; those who come back hear of a gap.
 */
export const createRedisBroadcast = (options: RedisBroadcastOptions): Broadcast => {
  const { redis, newId, onFault = () => undefined } = options;
  /** Marks what this node said, which it would hear too. */
  const self = newId();
  const ends = new Set<() => void>();
  let isClosed = false;

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      // A listener that throws must break neither the connection nor the other listeners.
      onFault(fault);
    }
  };
  const hear =
    ({ onMessage }: BroadcastListener) =>
    (line: string): void => {
      const at = line.indexOf(" ");
      const [sender, text] = [line.slice(0, at), line.slice(at + 1)];
      if (at < 1 || sender === self || text.length > MAX_TEXT) return;
      guarded(() => onMessage(text));
    };
  const nameOf = (channel: string): string => `${redis.namespace}:broadcast:${channel}`;

  return {
    publish: (channel, text) => {
      requireChannel(channel);
      requireText(text);
      if (isClosed) return;
      redis.call("PUBLISH", nameOf(channel), `${self} ${text}`).catch(onFault);
    },
    subscribe: (channel, listener) => {
      requireChannel(channel);
      const end = redis.subscribe(nameOf(channel), {
        onMessage: hear(listener),
        onGap: () => guarded(listener.onGap),
      });
      ends.add(end);
      return () => {
        ends.delete(end);
        end();
      };
    },
    close: () => {
      isClosed = true;
      for (const end of ends) end();
      ends.clear();
    },
  };
};
