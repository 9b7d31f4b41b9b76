import type { IncomingMessage, ServerResponse } from "node:http";
import { askForUpgrade } from "../upstreams/upgrade.ts";

/** A request for a WebSocket on its way to a slot. */
export interface TunnelRequest {
  readonly raw: IncomingMessage;
  readonly reply: ServerResponse;
  readonly head: Uint8Array;
  readonly headers: readonly string[];
  readonly origin: string;
}

const flatText = (flat: readonly string[]): string =>
  flat.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");

/**
 * Joins a client that wants a WebSocket with the slot that agrees to one; passes the answer on where it
 * does not. The slot has judged the request and watches for silence. @throws where it is out of reach.
 */
export const openTunnel = async (request: TunnelRequest): Promise<void> => {
  const { raw, reply, head, headers, origin } = request;
  const left = new AbortController();
  reply.once("close", () => left.abort());
  // The host is the client's: origins are compared with it.
  const { response, switched } = await askForUpgrade(
    origin,
    { target: raw.url ?? "/", headers, signal: left.signal },
    raw.headers.host,
  );
  if (switched === undefined) {
    reply.writeHead(response.statusCode ?? 502, response.rawHeaders);
    response.pipe(reply);
    return;
  }
  const { socket } = reply;
  if (socket === null) {
    switched.socket.destroy();
    return;
  }
  reply.detachSocket(socket);
  const peer = switched.socket;
  const end = (): void => {
    socket.destroy();
    peer.destroy();
  };
  for (const side of [socket, peer]) {
    side.on("error", end);
    side.once("close", end);
  }
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${flatText(response.rawHeaders)}\r\n`);
  if (switched.head.length > 0) socket.write(switched.head);
  if (head.length > 0) peer.write(head);
  socket.pipe(peer);
  peer.pipe(socket);
};
