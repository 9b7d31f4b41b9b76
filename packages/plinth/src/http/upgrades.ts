import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { nodeHttp } from "#core";
import type { RequestListener } from "./kernel.ts";

/** Requests that ask to leave HTTP, and the connections that did. */
export interface Upgrades {
  readonly accepts: (raw: IncomingMessage, listener: RequestListener) => boolean;
  /** The listener of the server's "upgrade" event. */
  readonly take: (raw: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends the connections that left HTTP; the server does not know them any more. */
  readonly closeAll: () => void;
}

const isWebSocket = ({ headers, httpVersion, method }: IncomingMessage): boolean =>
  method === "GET" && httpVersion === "1.1" && headers.upgrade?.toLowerCase() === "websocket";

/**
 * Lets requests to leave HTTP go the way of every request: the same stages answer or refuse them, over
 * an answer that is made by hand because the server makes none for them.
 */
export const createUpgrades = (listener: RequestListener): Upgrades => {
  const open = new Set<Duplex>();
  return {
    accepts: (raw, { acceptsUpgrade }) => isWebSocket(raw) && acceptsUpgrade?.(raw) === true,
    take: (raw, socket, head) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      socket.on("error", () => socket.destroy());
      const reply = new nodeHttp.ServerResponse(raw);
      reply.shouldKeepAlive = false;
      // The event says Duplex because TLS servers give theirs; it is a socket in either case.
      reply.assignSocket(socket as Socket);
      reply.once("finish", () => socket.end());
      listener(raw, reply, head);
    },
    closeAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
};
