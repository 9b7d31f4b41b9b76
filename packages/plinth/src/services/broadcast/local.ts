import { type Broadcast, type BroadcastListener, requireChannel, requireText } from "./contract.ts";

/** Nodes of one process, as tests need them; an application alone has one and hears nothing. */
export interface LocalHub {
  readonly join: () => Broadcast;
}

/** Builds a hub whose nodes hear each other in the same turn. */
export const createLocalHub = (): LocalHub => {
  const nodes = new Set<Map<string, Set<BroadcastListener>>>();
  return {
    join: () => {
      const own = new Map<string, Set<BroadcastListener>>();
      nodes.add(own);
      return {
        publish: (channel, text) => {
          requireChannel(channel);
          requireText(text);
          if (!nodes.has(own)) return;
          for (const node of nodes) {
            if (node === own) continue;
            for (const { onMessage } of node.get(channel) ?? []) onMessage(text);
          }
        },
        subscribe: (channel, listener) => {
          requireChannel(channel);
          const set = own.get(channel) ?? new Set<BroadcastListener>();
          own.set(channel, set.add(listener));
          return () => set.delete(listener);
        },
        close: () => nodes.delete(own),
      };
    },
  };
};

/** The broadcast of an application that is alone: nobody else is there to be told. */
export const createLocalBroadcast = (): Broadcast => createLocalHub().join();
