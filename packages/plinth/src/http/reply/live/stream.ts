import { pipeline, type Readable } from "node:stream";
import type { StartTimer } from "#core";
import type { RequestContext } from "../../request/context.ts";
import { ReplyValue } from "../reply.ts";
import { watchIdle } from "./idle.ts";

/** Wait without a byte leaving after which a streamed answer is cut off, in milliseconds. */
const DEFAULT_IDLE_MS = 60_000;

/** How a streamed answer may differ from others. */
export interface StreamOptions {
  /** Cut off once nothing left for this long, and twice this long at most; milliseconds. */
  readonly idleMs?: number;
  /** The answer is somebody else's and is passed on: any status, any kind of route. */
  readonly isForeign?: boolean;
}

/** An answer whose body comes bit by bit, at the pace at which the client takes it. */
export class StreamReply extends ReplyValue {
  /** Undefined for an answer without a body. */
  readonly stream: Readable | undefined;
  readonly idleMs: number;
  readonly isForeign: boolean;

  constructor(
    status: number,
    stream: Readable | undefined,
    headers: readonly string[],
    options: StreamOptions,
  ) {
    super(status, undefined, headers);
    this.stream = stream;
    this.idleMs = options.idleMs ?? DEFAULT_IDLE_MS;
    this.isForeign = options.isForeign ?? false;
  }
}

/**
 * Answers with a stream, on routes that declare `produces: "stream"` or "file". `headers` is flat: name,
 * value, name, value, and names the Content-Type. The stream is destroyed when the client leaves.
 */
export const streamReply = (
  status: number,
  stream: Readable | undefined,
  headers: readonly string[],
  options: StreamOptions = {},
): StreamReply => new StreamReply(status, stream, headers, options);

/** Drops a streamed answer that nobody will get. */
export const discardStream = (result: unknown): void => {
  if (!(result instanceof StreamReply) || result.stream === undefined) return;
  // Destroying may count as an error of the stream; there is nobody left to tell.
  result.stream.once("error", () => undefined);
  result.stream.destroy();
};

/** How an answer ended that went on after its head. */
export type LiveEnd = "complete" | "client-left" | "broken" | "idle" | "slow";

/**
 * Sends the body, at the client's pace. A source that fails ends the connection, so that no client
 * takes a part for the whole.
 */
export const sendBody = (
  context: RequestContext,
  reply: StreamReply,
  startTimer: StartTimer,
  done: (end: LiveEnd, fault: unknown) => void,
): void => {
  const { rawReply } = context;
  const { stream, idleMs } = reply;
  if (stream === undefined || context.raw.method === "HEAD") {
    discardStream(reply);
    rawReply.end();
    done("complete", undefined);
    return;
  }
  let end: LiveEnd | undefined;
  // What fails first is to blame: the other side is only destroyed after it.
  stream.once("error", () => {
    end ??= rawReply.destroyed ? "client-left" : "broken";
  });
  const cancel = watchIdle(rawReply.socket, idleMs, startTimer, () => {
    end ??= "idle";
    rawReply.destroy();
  });
  pipeline(stream, rawReply, (fault) => {
    cancel();
    done(fault === undefined || fault === null ? "complete" : (end ?? "client-left"), fault);
  });
};
