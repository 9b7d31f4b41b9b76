import type { IncomingMessage } from "node:http";
import type { StartTimer } from "#core";
import { askForUpgrade, type UpgradeAnswer } from "../upstreams/upgrade.ts";
import type { Exchange } from "./answers.ts";

/** The wish of a client for a WebSocket, on its way to a slot. */
export interface Wish {
  readonly raw: IncomingMessage;
  readonly headers: readonly string[];
  /** That of a client that left. */
  readonly signal: AbortSignal;
  /** How long the slot may take for its answer, in milliseconds. */
  readonly limitMs: number;
}

/** What a slot agreed to. */
export type Switched = NonNullable<UpgradeAnswer["switched"]>;

/** Read like a connection that never came about: there was no answer in time (`failureOf`). */
const late = (): Error =>
  Object.assign(new Error("the slot said nothing to the wish for a WebSocket"), {
    code: "ETIMEDOUT",
  });

/** Asks a slot for a WebSocket. Rejects where it is out of reach or says nothing in time. */
export const askSlot = async (
  origin: string,
  { raw, headers, signal, limitMs }: Wish,
  startTimer: StartTimer,
): Promise<UpgradeAnswer> => {
  const limit = new AbortController();
  const cancel = startTimer(limitMs, () => limit.abort());
  const target = raw.url ?? "/";
  try {
    // The host is the client's: origins are compared with it.
    return await askForUpgrade(
      origin,
      { target, headers, signal: AbortSignal.any([signal, limit.signal]) },
      raw.headers.host,
    );
  } catch (fault) {
    throw limit.signal.aborted ? late() : fault;
  } finally {
    cancel();
  }
};

const flatText = (flat: readonly string[]): string =>
  flat.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");

/**
 * Joins a client with the slot that agreed to a WebSocket; `head` is what the client sent already. The
 * slot has judged the request and watches for silence.
 */
export const joinTunnel = (
  { reply }: Exchange,
  head: Uint8Array,
  { response, switched }: { readonly response: IncomingMessage; readonly switched: Switched },
): void => {
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
