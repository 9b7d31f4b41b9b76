import type { IncomingMessage, ServerResponse } from "node:http";
import type { StartTimer } from "#core";
import type { OriginResolver, RequestListener } from "#http";
import { failureOf } from "../upstreams/faults.ts";
import { createPools } from "../upstreams/pools.ts";
import { answerFault, type Exchange } from "./answers.ts";
import { towardsSlot } from "./headers.ts";
import { createSender, PATIENCE_MS, type Passage } from "./sender.ts";
import { createTurnstile, type FrontTarget } from "./turnstile.ts";
import { createUnderWay } from "./under-way.ts";

/** Bodies up to this many bytes are read before the request goes on, so that it can go on twice. */
const READ_FIRST = 65_536;
/** Between two tries of a request, in milliseconds. */
const AGAIN_MS = 50;
/** Connections to a slot at most; the listener has a cap of its own. */
const CONNECTIONS = 16_384;

/** What the front counts. */
export interface FrontFigures {
  /** Requests that wait for a slot now. */
  readonly held: number;
  /** Requests at a slot now. */
  readonly underWay: number;
  /** Requests that were answered by a slot so far. */
  readonly answered: number;
  /** Requests that got no answer of a slot so far. */
  readonly unanswered: number;
  /** Requests that were sent again because their slot had gone. */
  readonly again: number;
}

/** Passes requests on to the slot that serves. */
export interface Front {
  /** Answers the requests of a listener. */
  readonly listener: RequestListener;
  readonly hold: () => void;
  readonly close: () => void;
  readonly point: (target: FrontTarget) => void;
  readonly settle: (origin: string, limitMs: number) => Promise<void>;
  readonly figures: () => FrontFigures;
  /** Ends the connections to slots. */
  readonly destroy: () => Promise<void>;
}

/** What a front is made of. */
export interface FrontParts {
  readonly resolveOrigin: OriginResolver;
  readonly startTimer: StartTimer;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  /** Longest that a request waits for a slot, and how many may. */
  readonly holdMs: number;
  readonly room: number;
  /** Whether the listener ends: connections end with their answers then. */
  readonly isClosing: () => boolean;
  /** Name, value, name, value: the headers of answers that no slot gave. */
  readonly faultHeaders: readonly string[];
}

const lengthOf = ({ headers }: IncomingMessage): number | undefined =>
  headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? "0") : undefined;

const readAll = (raw: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    raw.on("data", (part: Buffer) => parts.push(part));
    raw.once("end", () => resolve(Buffer.concat(parts)));
    raw.once("error", reject);
    raw.once("close", () => reject(new Error("the client left")));
  });

const bodyOf = async (raw: IncomingMessage): Promise<Passage["body"]> => {
  const length = lengthOf(raw);
  if (length === undefined || length > READ_FIRST) return "stream";
  return length === 0 ? undefined : readAll(raw);
};

/** Whether a request that brought no answer may be sent once more (RFC 9110 section 9.2.2). */
const mayGoAgain = ({ raw, body }: Passage, fault: unknown): boolean => {
  if (body === "stream") return false;
  if (failureOf(fault) !== "broken") return true;
  return raw.method === "GET" || raw.method === "HEAD";
};

/**
 * Builds what stands before the slots (decision 0056). Requests wait while one slot takes over from the
 * other; those whose slot is gone before it answered are sent again where nothing can have happened, or
 * nothing can happen twice.
 */
export const createFront = (parts: FrontParts): Front => {
  const { resolveOrigin, monotonic, startTimer } = parts;
  const pools = createPools(CONNECTIONS);
  const send = createSender({ pools, startTimer, isClosing: parts.isClosing });
  const turnstile = createTurnstile(parts);
  const underWay = createUnderWay(startTimer);
  let answered = 0;
  let unanswered = 0;
  let again = 0;

  const refuse = (exchange: Exchange, status: 502 | 503): void => {
    unanswered += 1;
    answerFault(exchange, status, parts.faultHeaders);
  };

  const attempt = async (passage: Passage, target: FrontTarget): Promise<boolean> => {
    const settle = underWay.enter(target.origin);
    try {
      const give = await send(passage, target);
      settle();
      answered += 1;
      give();
      return true;
    } catch (fault) {
      settle();
      if (passage.signal.aborted) return true;
      if (monotonic() < passage.until && mayGoAgain(passage, fault)) return false;
      refuse(passage, failureOf(fault) === "broken" ? 502 : 503);
      return true;
    }
  };

  const pass = async (passage: Passage): Promise<void> => {
    for (;;) {
      const passing = turnstile.pass();
      const target = passing instanceof Promise ? await passing : passing;
      if (passage.signal.aborted) return;
      if (target === undefined) return refuse(passage, 503);
      if (await attempt(passage, target)) return;
      again += 1;
      await new Promise<void>((resolve) => startTimer(AGAIN_MS, resolve));
    }
  };

  const take = async (
    raw: IncomingMessage,
    reply: ServerResponse,
    head: Uint8Array | undefined,
  ): Promise<void> => {
    const left = new AbortController();
    reply.once("close", () => left.abort());
    const headers = towardsSlot(raw, resolveOrigin(raw), head !== undefined);
    const until = monotonic() + PATIENCE_MS;
    try {
      const body = head === undefined ? await bodyOf(raw) : undefined;
      await pass({ raw, reply, headers, until, signal: left.signal, body, head });
    } catch {
      if (!left.signal.aborted) refuse({ raw, reply }, 502);
    }
  };

  return {
    listener: Object.assign(
      (raw: IncomingMessage, reply: ServerResponse, head?: Uint8Array): void => {
        void take(raw, reply, head);
      },
      { acceptsUpgrade: () => true },
    ),
    hold: turnstile.hold,
    close: turnstile.close,
    point: (target) => {
      turnstile.point(target);
      pools.keep([target.origin]);
    },
    settle: underWay.settle,
    figures: () => ({
      ...{ held: turnstile.held(), underWay: underWay.count() },
      ...{ answered, unanswered, again },
    }),
    destroy: pools.destroy,
  };
};
