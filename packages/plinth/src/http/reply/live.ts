import type { StartTimer } from "#core";
import type { RequestContext } from "../request/context.ts";
import { discardStream, type LiveEnd, StreamReply, sendBody } from "./stream.ts";
import { joinPeer, UpgradeReply } from "./upgrade.ts";

/** An answer that goes on after its head. */
export type LiveReply = StreamReply | UpgradeReply;

/** Whether an answer goes on after its head. */
export const isLive = (result: unknown): result is LiveReply =>
  result instanceof StreamReply || result instanceof UpgradeReply;

/** Goes on with an answer whose head is sent; `done` is called once. */
export const goOn = (
  context: RequestContext,
  reply: LiveReply,
  startTimer: StartTimer,
  done: (end: LiveEnd, fault: unknown) => void,
): void =>
  reply instanceof UpgradeReply
    ? joinPeer(context, reply, startTimer, done)
    : sendBody(context, reply, startTimer, done);

/** Frees what an answer holds that nobody will get. */
export const discardLive = (result: unknown): void => {
  if (result instanceof UpgradeReply) result.peer.destroy();
  else discardStream(result);
};
