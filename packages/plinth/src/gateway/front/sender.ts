import type { IncomingMessage } from "node:http";
import { PassThrough, type Readable } from "node:stream";
import type { StartTimer } from "#core";
import { originForm } from "#http";
import type { Pools } from "../upstreams/pools.ts";
import { deliver, type Exchange } from "./answers.ts";
import { askSlot, joinTunnel } from "./tunnel.ts";
import type { FrontTarget } from "./turnstile.ts";

/** How long one request is tried, and one wish for a WebSocket waits for its slot, in milliseconds. */
export const PATIENCE_MS = 30_000;

/** One request on its way. */
export interface Passage extends Exchange {
  readonly headers: string[];
  readonly signal: AbortSignal;
  readonly until: number;
  /** What was read before, or undefined where the body is passed on as it comes. */
  readonly body: Buffer | undefined | "stream";
  /** What followed the wish for a WebSocket; undefined where nobody has it. */
  readonly head: Uint8Array | undefined;
}

/** Gives the client what its slot answered. */
type Give = () => void;

/** What a sender is made of. */
export interface SenderParts {
  readonly pools: Pick<Pools, "of">;
  readonly startTimer: StartTimer;
  readonly isClosing: () => boolean;
}

/** A copy to be lost with its request: the client's own connection is still to be answered over. */
const copyOf = (raw: IncomingMessage): Readable => {
  const copy = new PassThrough();
  copy.once("error", () => raw.unpipe(copy));
  return raw.pipe(copy);
};

/** Sends requests to slots; resolves with the head of an answer, and rejects where there is none. */
export const createSender = (parts: SenderParts) => {
  const { pools, startTimer, isClosing } = parts;

  const sendRequest = async (passage: Passage, { origin, label }: FrontTarget): Promise<Give> => {
    const { raw, headers, signal, body } = passage;
    const answer = await pools.of(origin).request({
      method: (raw.method ?? "GET") as "GET",
      path: originForm(raw.url ?? "/") ?? "/",
      headers,
      signal,
      responseHeaders: "raw",
      body: body === "stream" ? copyOf(raw) : (body ?? null),
    });
    // With "raw" the header comes as it was sent, whatever its type says.
    const flat = answer.headers as unknown as readonly (string | Buffer)[];
    const { statusCode, body: content } = answer;
    return () => deliver(passage, { statusCode, flat, body: content }, label, isClosing());
  };

  const sendWish = async (
    passage: Passage,
    head: Uint8Array,
    { origin, label }: FrontTarget,
  ): Promise<Give> => {
    const wish = { ...passage, limitMs: PATIENCE_MS };
    const { response, switched } = await askSlot(origin, wish, startTimer);
    if (switched !== undefined) return () => joinTunnel(passage, head, { response, switched });
    const { statusCode = 502, rawHeaders: flat } = response;
    return () => deliver(passage, { statusCode, flat, body: response }, label, isClosing());
  };

  return (passage: Passage, target: FrontTarget): Promise<Give> =>
    passage.head === undefined
      ? sendRequest(passage, target)
      : sendWish(passage, passage.head, target);
};
