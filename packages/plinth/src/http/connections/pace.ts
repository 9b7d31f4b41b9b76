import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { StartTimer } from "#core";
import type { ConnectionSettings } from "./settings.ts";
import type { ConnectionSignals } from "./signals.ts";

/** A client that took or gave less than the least pace. */
export class SlowClientError extends Error {}

/** Watches how fast bodies come and answers leave. */
export interface Pace {
  /** Watches what leaves over a connection, until it closes. */
  readonly watch: (socket: Socket) => void;
  /** Watches the body of a request until it is there. */
  readonly watchBody: (request: IncomingMessage) => void;
}

/** What the pace is measured with. */
export interface PaceParts {
  readonly settings: Pick<ConnectionSettings, "graceMs" | "minBytesPerSecond" | "checkMs">;
  readonly signals: ConnectionSignals;
  readonly startTimer: StartTimer;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
}

/** Bytes that moved since an instant. */
interface Progress {
  since: number;
  moved: number;
}

interface Coming extends Progress {
  bytesRead: number;
}

interface Leaving extends Progress {
  /** Bytes whose writing had ended. */
  done: number;
  /** Bytes of the write under way that the system had not taken. */
  queued: number;
}

/** Node tells nowhere else how much of a large write has left; where it does not, whole writes count. */
const queuedBytes = (socket: Socket): number => {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: unknown } | null };
  const size = handle?.writeQueueSize;
  return typeof size === "number" ? size : 0;
};

const doneBytes = (socket: Socket): number => socket.bytesWritten - socket.writableLength;

/** A request whose sender still waits for an answer fails as if it broke off, so that it gets one. */
const failBody = (request: IncomingMessage): void => {
  const fault = new SlowClientError("the body came too slowly");
  if (request.listenerCount("error") > 0) request.emit("error", fault);
  else request.socket.destroy();
};

const startOf = (socket: Socket, now: number): Leaving => ({
  since: now,
  moved: 0,
  done: doneBytes(socket),
  queued: queuedBytes(socket),
});

/** Notes what left since the last look. */
const advance = (leaving: Leaving, socket: Socket): void => {
  const done = doneBytes(socket);
  const queued = queuedBytes(socket);
  const whole = done - leaving.done;
  leaving.moved += whole > 0 ? whole : Math.max(0, leaving.queued - queued);
  leaving.done = done;
  leaving.queued = queued;
};

/**
 * Builds the watch (as mod_reqtimeout has it for bodies): after the grace, each byte that moves buys
 * time at the least pace. One timer looks at all connections while there are any, so that requests
 * which are not slow pay nothing.
 */
export const createPace = (parts: PaceParts): Pace => {
  const { settings, signals, startTimer, monotonic } = parts;
  const { graceMs, minBytesPerSecond, checkMs } = settings;
  const sockets = new Set<Socket>();
  const leaving = new Map<Socket, Leaving>();
  const coming = new Map<IncomingMessage, Coming>();
  let cancel: (() => void) | undefined;

  const isTooSlow = ({ since, moved }: Progress, now: number): boolean =>
    now - since > graceMs + (moved * 1_000) / minBytesPerSecond;

  const lookAtAnswer = (socket: Socket, now: number): void => {
    if (socket.writableLength === 0) {
      leaving.delete(socket);
      return;
    }
    const progress = leaving.get(socket);
    if (progress === undefined) {
      leaving.set(socket, startOf(socket, now));
      return;
    }
    advance(progress, socket);
    if (!isTooSlow(progress, now)) return;
    signals.ended("slow-reader", socket);
    socket.destroy();
  };

  const lookAtBody = (request: IncomingMessage, progress: Coming, now: number): void => {
    const { socket } = request;
    if (request.complete || socket.destroyed) {
      coming.delete(request);
      return;
    }
    progress.moved += socket.bytesRead - progress.bytesRead;
    progress.bytesRead = socket.bytesRead;
    if (request.readableLength > 0) {
      // What has come waits for us: no fault of the client.
      progress.since = now;
      progress.moved = 0;
    } else if (isTooSlow(progress, now)) {
      coming.delete(request);
      signals.ended("slow-body", socket);
      failBody(request);
    }
  };

  const look = (): void => {
    const now = monotonic();
    for (const socket of sockets) lookAtAnswer(socket, now);
    for (const [request, progress] of coming) lookAtBody(request, progress, now);
    cancel = sockets.size === 0 ? undefined : startTimer(checkMs, look);
  };

  return {
    watch: (socket) => {
      if (minBytesPerSecond === 0) return;
      sockets.add(socket);
      cancel ??= startTimer(checkMs, look);
      socket.once("close", () => {
        sockets.delete(socket);
        leaving.delete(socket);
        if (sockets.size > 0) return;
        coming.clear();
        cancel?.();
        cancel = undefined;
      });
    },
    watchBody: (request) => {
      if (minBytesPerSecond === 0) return;
      const { bytesRead } = request.socket;
      coming.set(request, { since: monotonic(), moved: 0, bytesRead });
    },
  };
};
