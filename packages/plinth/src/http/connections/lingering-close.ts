import type { IncomingMessage } from "node:http";
import type { StartTimer } from "#core";

/** How often an ended connection is looked at, in milliseconds, and how many times at most. */
export const LOOK_MS = 250;
const LOOKS = 8;
/** What is read and thrown away meanwhile, in bytes. */
const DISCARDED_BYTES = 16 * 1024 * 1024;

/** Ends connections whose request is answered before its body was read. */
export interface LingeringClose {
  /** Has the connection end so, if this is the request that it ends with; `onEnd` is told then. */
  readonly watch: (raw: IncomingMessage, onEnd: () => void) => void;
}

/** Says that nothing more is written, and takes what still comes for a while. */
const linger = (raw: IncomingMessage, startTimer: StartTimer): void => {
  const { socket } = raw;
  const most = socket.bytesRead + DISCARDED_BYTES;
  let cancel = (): void => undefined;
  const look = (left: number): void => {
    if (left === 0 || raw.complete || socket.bytesRead > most) socket.destroy();
    else cancel = startTimer(LOOK_MS, () => look(left - 1));
  };
  socket.once("close", () => cancel());
  socket.end();
  // Whoever read the body stopped; nobody wants the rest.
  raw.removeAllListeners("data").resume();
  look(LOOKS);
};

/**
 * Builds the ending in two steps that RFC 9112 section 9.6 asks for. A connection that is closed with
 * unread bytes is reset, and the reset takes the answer from a client that is still writing: proxies
 * said 502 for a body that was refused.
 */
export const createLingeringClose = (startTimer: StartTimer): LingeringClose => ({
  watch: (raw, onEnd) => {
    const { socket } = raw;
    // By this Node ends a connection after its last answer.
    socket.destroySoon = () => {
      Reflect.deleteProperty(socket, "destroySoon");
      if (raw.complete || !socket.writable) {
        socket.destroySoon();
        return;
      }
      onEnd();
      linger(raw, startTimer);
    };
  },
});
