import type { Duplex } from "node:stream";
import type { StartTimer } from "#core";
import type { RequestContext } from "../../request/context.ts";
import { ReplyValue } from "../reply.ts";
import { watchIdle } from "./idle.ts";
import type { LiveEnd } from "./stream.ts";

const DEFAULT_IDLE_MS = 60_000;
const SWITCHING_PROTOCOLS = 101;

/** The client's connection becomes a WebSocket, and what comes over it goes to `peer` and back. */
export class UpgradeReply extends ReplyValue {
  readonly peer: Duplex;
  /** What the peer has said already. */
  readonly peerHead: Uint8Array;
  readonly idleMs: number;

  constructor(
    peer: Duplex,
    peerHead: Uint8Array,
    headers: readonly string[],
    idleMs: number = DEFAULT_IDLE_MS,
  ) {
    super(SWITCHING_PROTOCOLS, undefined, headers);
    this.peer = peer;
    this.peerHead = peerHead;
    this.idleMs = idleMs;
    // One that fails before it is joined must not end the process.
    peer.once("error", () => peer.destroy());
  }
}

/** Joins client and peer until one of them ends, or nothing moves any more. */
export const joinPeer = (
  context: RequestContext,
  { peer, peerHead, idleMs }: UpgradeReply,
  startTimer: StartTimer,
  done: (end: LiveEnd, fault: unknown) => void,
): void => {
  const { socket } = context.rawReply;
  if (socket === null) {
    peer.destroy();
    done("client-left", undefined);
    return;
  }
  context.rawReply.detachSocket(socket);
  let isDone = false;
  const finish = (end: LiveEnd, fault?: unknown): void => {
    if (isDone) return;
    isDone = true;
    cancel();
    socket.destroy();
    peer.destroy();
    done(end, fault);
  };
  const cancel = watchIdle(socket, idleMs, startTimer, () => finish("idle"));
  socket.once("error", () => finish("client-left"));
  peer.once("error", (fault) => finish("broken", fault));
  socket.once("close", () => finish("complete"));
  peer.once("close", () => finish("complete"));
  if (peerHead.length > 0) socket.write(peerHead);
  if (context.upgradeHead !== undefined && context.upgradeHead.length > 0) {
    peer.write(context.upgradeHead);
  }
  // Frames are passed as they are; each side may close its half first.
  socket.pipe(peer);
  peer.pipe(socket);
};
