import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { StartTimer } from "#core";

/** How long a server that ends waits for a request that has begun to come, in milliseconds. */
export const BEGUN_MS = 500;

/** Open connections, and the end of those over which nothing is answered. */
export interface UnusedConnections {
  /** Knows a connection; called again with the socket that speaks TLS over it. */
  readonly watch: (socket: Socket) => void;
  /** Closes them, now and then, until it is told to stop. */
  readonly endAll: () => () => void;
}

/** What sends, and only that: there is no other word for a request that is at work. */
const isUsed = (socket: Socket): boolean => {
  const { _httpMessage: reply } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return Boolean(reply) || socket.writableLength > 0;
};

/**
 * Builds the watch. Node closes the connections whose last request was answered. One that never sent
 * a byte, or a part of a handshake or of a header, counts there as busy, and once the server is
 * closed no time-out looks at it any more: browsers, which open connections ahead, held every stop
 * for as long as it may take. What is on its way gets a moment to come.
 */
export const createUnusedConnections = (startTimer: StartTimer): UnusedConnections => {
  /** By the peer's address and port: a connection of TLS is two sockets, of which one is asked. */
  const open = new Map<string, Socket>();
  return {
    watch: (socket) => {
      const peer = `${socket.remoteAddress} ${socket.remotePort}`;
      open.set(peer, socket);
      socket.once("close", () => {
        if (open.get(peer) === socket) open.delete(peer);
      });
    },
    endAll: () => {
      const look = (): void => {
        for (const socket of open.values()) if (!isUsed(socket)) socket.destroy();
        cancel = startTimer(BEGUN_MS, look);
      };
      let cancel = startTimer(BEGUN_MS, look);
      return () => cancel();
    },
  };
};
