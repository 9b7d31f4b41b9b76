import type { StartTimer } from "#core";
import { EventReply } from "../../events/event-reply.ts";
import type { EventStreams } from "../../events/event-streams.ts";
import type { RequestContext } from "../../request/context.ts";
import { discardStream, type LiveEnd, StreamReply, sendBody } from "./stream.ts";
import { joinPeer, UpgradeReply } from "./upgrade.ts";

/** An answer that goes on after its head. */
export type LiveReply = StreamReply | UpgradeReply | EventReply;

/** Whether an answer goes on after its head. */
export const isLive = (result: unknown): result is LiveReply =>
  result instanceof StreamReply || result instanceof UpgradeReply || result instanceof EventReply;

/** With what answers go on. */
export interface LiveParts {
  readonly startTimer: StartTimer;
  readonly eventStreams: EventStreams;
}

/**
 * Goes on with an answer whose head is sent; `done` is called once. What it gives back ends the answer
 * of a caller who may not have the rest of it.
 */
export const goOn = (
  context: RequestContext,
  reply: LiveReply,
  { startTimer, eventStreams }: LiveParts,
  done: (end: LiveEnd, fault: unknown) => void,
): (() => void) => {
  if (reply instanceof EventReply) {
    const end = eventStreams.begin(context, reply, startTimer, done);
    return () => end("signed-out");
  }
  const { socket } = context.raw;
  if (reply instanceof UpgradeReply) joinPeer(context, reply, startTimer, done);
  else sendBody(context, reply, startTimer, done);
  return () => socket.destroy();
};

/** Frees what an answer holds that nobody will get. */
export const discardLive = (result: unknown): void => {
  // A stream of events holds nothing before it begins.
  if (result instanceof UpgradeReply) result.peer.destroy();
  else discardStream(result);
};
