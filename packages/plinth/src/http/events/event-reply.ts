import { ReplyValue } from "../reply/reply.ts";
import type { ServerEvent } from "./event-text.ts";

/** Why a stream ended from our side; its client is told in the last event. */
export type StreamEnd = "draining" | "signed-out" | "slow" | "time";

/** An open stream, as the code behind the route sees it. */
export interface EventStream {
  /**
   * Sends an event at once; false where the stream is over, also because its client took too little.
   * @throws {RangeError} for a name or an id that is no short line of ASCII.
   */
  readonly send: (event: ServerEvent) => boolean;
}

/** How a stream of events may differ from others. */
export interface EventOptions {
  /** How long a client waits before it connects again, in milliseconds. Default 2000. */
  readonly retryMs?: number;
  /** After how long the stream ends by itself, in milliseconds. Default one hour. */
  readonly maxMs?: number;
  /** Further headers: name, value, name, value. */
  readonly headers?: readonly string[];
}

/** Begins to send; what it gives back is called once, when the stream is over. */
export type OpenStream = (stream: EventStream) => () => void;

const RETRY_MS = 2_000;
const MAX_MS = 3_600_000;

/** Not kept, not changed, and not gathered up by nginx, which would deliver events late. */
const HEADERS = ["Content-Type", "text/event-stream; charset=utf-8", "X-Accel-Buffering", "no"];

/** An answer that is a stream of events; nothing is held for it before its head has left. */
export class EventReply extends ReplyValue {
  readonly open: OpenStream;
  readonly retryMs: number;
  readonly maxMs: number;

  constructor(open: OpenStream, options: EventOptions) {
    super(200, undefined, [...HEADERS, ...(options.headers ?? [])]);
    this.open = open;
    this.retryMs = options.retryMs ?? RETRY_MS;
    this.maxMs = options.maxMs ?? MAX_MS;
  }
}

/**
 * Answers with a stream of events, on routes that declare `produces: "events"`.
 * @example
 * eventReply((stream) => live.subscribe(["orders"], { onHint: ({ id, data }) =>
 *   stream.send({ id, event: "orders", data: JSON.stringify(data) }) }))
 */
export const eventReply = (open: OpenStream, options: EventOptions = {}): EventReply =>
  new EventReply(open, options);
