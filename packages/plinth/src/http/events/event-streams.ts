import { platformErrors, type StartTimer } from "#core";
import type { Metrics } from "#telemetry";
import type { LiveEnd } from "../reply/live/stream.ts";
import type { RequestContext } from "../request/context.ts";
import type { EventReply, EventStream, StreamEnd } from "./event-reply.ts";
import { eventText, HEARTBEAT, retryText } from "./event-text.ts";

/** Proxies and firewalls forget connections that say nothing for half a minute. */
const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a client before it counts as too slow for the stream. */
const MAX_WAITING_BYTES = 262_144;
/** How long a client has to take the last event, in milliseconds. */
const LINGER_MS = 5_000;
/** What a refused client is told to wait, in seconds. */
const RETRY_AFTER = "30";

/** How many streams may be open. */
export interface EventStreamLimits {
  /** Of one account; of one address where nobody is signed in. */
  readonly perCaller: number;
  /** Of the process. */
  readonly total: number;
}

/** The streams of events that a process has open. */
export interface EventStreams {
  /**
   * Takes a place for a stream; what it gives back frees it.
   * @throws {AppError} TOO_MANY_STREAMS where the caller has all of its own, SERVICE_UNAVAILABLE where
   * the process has no more, or is about to end.
   */
  readonly admit: (context: RequestContext) => () => void;
  /** Goes on behind a head that was sent; gives back what ends it from our side. */
  readonly begin: (
    context: RequestContext,
    reply: EventReply,
    startTimer: StartTimer,
    done: (end: LiveEnd, fault: unknown) => void,
  ) => (reason: StreamEnd) => void;
  /** Ends all, and lets no other begin: for a process that is about to end. */
  readonly endAll: () => void;
  readonly open: () => number;
}

const callerOf = ({ principal, clientAddress }: RequestContext): string =>
  principal === undefined ? `address ${clientAddress}` : `account ${principal.userId}`;

/** Counts who has how many. */
const createPlaces = (limits: EventStreamLimits) => {
  const byCaller = new Map<string, number>();
  let total = 0;
  return {
    total: () => total,
    take: (caller: string): (() => void) => {
      const own = byCaller.get(caller) ?? 0;
      const headers = { "Retry-After": RETRY_AFTER };
      if (own >= limits.perCaller) throw platformErrors.make.TOO_MANY_STREAMS({ headers });
      if (total >= limits.total) throw platformErrors.make.SERVICE_UNAVAILABLE({ headers });
      byCaller.set(caller, own + 1);
      total += 1;
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        total -= 1;
        const left = (byCaller.get(caller) ?? 1) - 1;
        if (left === 0) byCaller.delete(caller);
        else byCaller.set(caller, left);
      };
    },
  };
};

/** How each end of ours is recorded; a client that is told to come again was served. */
const RECORDED: Readonly<Record<StreamEnd, LiveEnd>> = {
  draining: "complete",
  time: "complete",
  "signed-out": "complete",
  slow: "slow",
};

/** One stream from its head to its end. */
const run = (
  { rawReply }: RequestContext,
  reply: EventReply,
  startTimer: StartTimer,
  done: (end: LiveEnd, fault: unknown) => void,
): ((reason: StreamEnd) => void) => {
  let isOver = false;
  let close = (): void => undefined;
  let stopBeat = (): void => undefined;

  const settle = (end: LiveEnd, fault?: unknown): void => {
    if (isOver) return;
    isOver = true;
    stopBeat();
    stopClock();
    close();
    done(end, fault);
  };
  const end = (reason: StreamEnd): void => {
    if (isOver) return;
    rawReply.end(eventText({ event: "end", data: JSON.stringify({ reason }) }));
    const cut = startTimer(LINGER_MS, () => rawReply.destroy());
    rawReply.once("close", cut);
    settle(RECORDED[reason]);
  };
  const write = (text: string): boolean => {
    if (isOver) return false;
    rawReply.write(text);
    // Asked after the write: a single event is as large as its route makes it.
    if (rawReply.writableLength <= MAX_WAITING_BYTES) return true;
    end("slow");
    return false;
  };
  const beat = (): void => {
    if (write(HEARTBEAT)) stopBeat = startTimer(HEARTBEAT_MS, beat);
  };
  const stopClock = startTimer(reply.maxMs, () => end("time"));
  const stream: EventStream = { send: (event) => !isOver && write(eventText(event)) };

  rawReply.once("close", () => settle("client-left"));
  stopBeat = startTimer(HEARTBEAT_MS, beat);
  write(retryText(reply.retryMs));
  try {
    const opened = reply.open(stream);
    // It may have sent more than its client takes, and be over already.
    if (isOver) opened();
    else close = opened;
  } catch (fault) {
    rawReply.destroy();
    settle("broken", fault);
  }
  return end;
};

/** Builds the book of open streams. */
export const createEventStreams = (parts: {
  readonly limits: EventStreamLimits;
  readonly metrics: Metrics;
}): EventStreams => {
  const places = createPlaces(parts.limits);
  const running = new Set<(reason: StreamEnd) => void>();
  let isEnding = false;
  const open = parts.metrics
    .gauge({ name: "event_streams_open", help: "Streams of events that are open" })
    .child();
  parts.metrics.onCollect(() => open.set(places.total()));

  return {
    open: places.total,
    admit: (context) => {
      if (isEnding) {
        throw platformErrors.make.SERVICE_UNAVAILABLE({ headers: { "Retry-After": "1" } });
      }
      return places.take(callerOf(context));
    },
    begin: (context, reply, startTimer, done) => {
      if (context.raw.method === "HEAD") {
        context.rawReply.end();
        done("complete", undefined);
        return () => undefined;
      }
      let isDone = false;
      let stop = (_: StreamEnd): void => undefined;
      stop = run(context, reply, startTimer, (end, fault) => {
        isDone = true;
        running.delete(stop);
        done(end, fault);
      });
      if (!isDone) running.add(stop);
      return stop;
    },
    endAll: () => {
      isEnding = true;
      for (const stop of [...running]) stop("draining");
    },
  };
};
