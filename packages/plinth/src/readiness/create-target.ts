import { setTimeout as wait } from "node:timers/promises";
import { type Clock, createLocalAddresses, hasLocalBlock, isLocalHost, type Random } from "#core";
import { createSecureRandom } from "#crypto";
import { busyText, isBusy } from "./busy.ts";
import { openConnection } from "./connection.ts";
import { exchange } from "./exchange.ts";
import { type Credentials, type SignedIn, secretsOf, signedInAs } from "./opening/credentials.ts";
import { readDocument } from "./opening/document.ts";
import { NoAnswerError, type NoAnswerKind } from "./opening/no-answer.ts";
import type { Offer } from "./opening/offer.ts";
import { type Awaited, createPace, type Pace, type Traffic } from "./opening/pace.ts";
import type { Trust } from "./opening/trust.ts";
import type { Depth } from "./probe.ts";
import type { Answer, Ask, Target } from "./target.ts";
import { visibleLine } from "./views/visible.ts";

/** Requests of a run at most, by depth. */
const BUDGET: Readonly<Record<Depth, number>> = { look: 2_000, touch: 8_000, drill: 10_000 };
/** Seconds of a run at most: a target that answers slowly is given up at some time. */
const BUDGET_SECONDS: Readonly<Record<Depth, number>> = { look: 300, touch: 900, drill: 3_600 };
/** Requests with random values where nobody asked for more. */
const FUZZ = { seed: 1, requests: 150 } as const;
/** Requests a second: strangers' machines are asked gently. */
const RATE = { local: 500, remote: 20 } as const;

/** Why a URL is not audited: one sentence. */
export class TargetError extends Error {}

/** What a target is made from. */
export interface TargetOptions {
  readonly url: string;
  readonly depth: Depth;
  readonly clock: Clock;
  /** Says that the target belongs to the caller; needed where it is not on this machine. */
  readonly isOwned?: boolean;
  /** Requests of the whole run, those with random values included. */
  readonly budget?: number;
  readonly requestsPerSecond?: number;
  /** Seconds of the whole run. */
  readonly budgetSeconds?: number;
  /** Longest wait for an answer, in milliseconds; default 5,000. */
  readonly timeoutMs?: number;
  /** Who asks where a claim is about people who are signed in; strangers ask everything else. */
  readonly credentials?: Credentials;
  /** Which certificates are taken; by default those that Node trusts. */
  readonly trust?: Trust;
  /** Requests with random values, and their seed; 150 of seed 1 if not given. */
  readonly fuzz?: Target["fuzz"];
  readonly random?: Random;
  /** Waits; tests pass their own. Milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

const requireUrl = ({ url, isOwned }: TargetOptions): URL => {
  if (!URL.canParse(url))
    throw new TargetError(`"${url}" is not a URL such as http://127.0.0.1:8000`);
  const base = new URL(url);
  if (base.protocol !== "http:" && base.protocol !== "https:") {
    throw new TargetError(`"${url}" is neither http nor https`);
  }
  if (base.username !== "" || base.password !== "" || base.search !== "" || base.hash !== "") {
    throw new TargetError("the URL names a service only: no user, query or fragment");
  }
  if (!isLocalHost(base.hostname) && isOwned !== true) {
    throw new TargetError(
      `${base.hostname} is not this machine; audit only what is yours, and say so with --i-own-this`,
    );
  }
  return base;
};

const paceOf = (options: TargetOptions, isLocal: boolean): Pace => {
  const spoilt = options.depth === "look" ? 0 : (options.fuzz ?? FUZZ).requests;
  return createPace({
    clock: options.clock,
    pause: options.pause ?? ((milliseconds: number) => wait(milliseconds)),
    requests: options.budget ?? BUDGET[options.depth] + spoilt,
    seconds: options.budgetSeconds ?? BUDGET_SECONDS[options.depth],
    requestsPerSecond: options.requestsPerSecond ?? (isLocal ? RATE.local : RATE.remote),
  });
};

/** How all requests of a run are sent. */
interface Way {
  readonly base: URL;
  readonly pace: Pace;
  readonly trust: Trust | undefined;
  readonly timeoutMs: number | undefined;
}

/** Whether an answer is due at all: what stays unfinished, or has a time of its own, may get none. */
const isDue = ({ isUnfinished, contentLength, timeoutMs }: Ask): boolean =>
  isUnfinished !== true && contentLength === undefined && timeoutMs === undefined;

/** What an answer makes a run wait for; undefined for nothing. */
const awaitedOf = (answer: Answer): Awaited | undefined => {
  if (isBusy(answer)) return "busy";
  return answer.status === 429 && answer.asked.isPatient === true ? "limit" : undefined;
};

/** Seconds until an answer may be another; zero for no word on it. */
const secondsUntil = ({ status, headers }: Answer): number =>
  Number(headers.get("retry-after") ?? (status === 408 ? 1 : 0));

const createAsk =
  ({ pace, ...way }: Way, from: string | undefined, signal: AbortSignal | undefined) =>
  async (path: string, ask: Ask = {}): Promise<Answer> => {
    const once = async (): Promise<Answer> => {
      signal?.throwIfAborted();
      await pace.turn();
      try {
        const answer = await exchange({ ...way, path, ask, from, signal, onTraffic: pace.count });
        pace.heard(true);
        if (isBusy(answer)) pace.metBusy();
        return answer;
      } catch (fault) {
        const isUnheard =
          fault instanceof NoAnswerError && ["silent", "unreachable"].includes(fault.kind);
        if (isUnheard && isDue(ask)) pace.heard(false);
        throw fault;
      }
    };
    const first = await once();
    const what = awaitedOf(first);
    if (what === undefined) return first;
    const seconds = secondsUntil(first);
    const answer = seconds > 0 && (await pace.waitFor(what, seconds)) ? await once() : first;
    if (isBusy(answer)) pace.refused(busyText(answer));
    return answer;
  };

const createMemory = (): Target["remember"] => {
  const made = new Map<string, Promise<unknown>>();
  return <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const making = make().catch((fault: unknown) => {
      made.delete(key);
      throw fault;
    });
    made.set(key, making);
    return making;
  };
};

type Known = Pick<Target, "document" | "unreadDocument" | "signedIn">;

/** Whether the target answers a client of another local address. */
const answersNeighbours = async (way: Way, from: string): Promise<boolean> => {
  if (!hasLocalBlock(way.base.hostname)) return false;
  try {
    await createAsk(way, from, undefined)("/docs/json", { method: "HEAD" });
    return true;
  } catch {
    return false;
  }
};

/** What kept a target from answering, with what to do about it. */
const REASONS: Readonly<Record<NoAnswerKind, (base: URL, why: string) => string>> = {
  unreachable: ({ origin }, why) => `nothing answers at ${origin} (${why})`,
  silent: ({ origin }, why) => `${origin} takes connections and gives no whole answer (${why})`,
  "not-http": ({ origin, protocol }, why) =>
    `what answers at ${origin} does not speak ${protocol === "https:" ? "HTTPS; is it http://?" : "HTTP; is it https://?"} (${why})`,
  certificate: ({ origin }, why) =>
    `the certificate of ${origin} is not trusted (${why}); name its authority with --ca FILE, or take any with --insecure`,
  "too-large": ({ origin }, why) => `${origin} answers more than is read (${why})`,
  broken: ({ origin }, why) => `${origin} breaks off instead of answering (${why})`,
};

const reasonOf = (base: URL, fault: unknown): TargetError => {
  const why = visibleLine(fault instanceof Error ? fault.message : String(fault));
  const kind = fault instanceof NoAnswerError ? fault.kind : "broken";
  return new TargetError(REASONS[kind](base, why));
};

/** The answer that shows a target is there: its document's, or that of its start page. */
const firstAnswer = async (base: URL, ask: Target["ask"]): Promise<Answer> => {
  try {
    return await ask("/docs/json");
  } catch (fault) {
    const isOver =
      fault instanceof NoAnswerError &&
      ["unreachable", "certificate", "not-http"].includes(fault.kind);
    if (isOver) throw reasonOf(base, fault);
  }
  try {
    return await ask("/");
  } catch (fault) {
    throw reasonOf(base, fault);
  }
};

/** An opened target, with what the run did to it so far. */
export interface OpenedTarget extends Target {
  readonly traffic: () => Traffic;
  /** What no report may show. */
  readonly secrets: readonly string[];
  /** What whoever reads the report should know of the target as a whole. */
  readonly notes: readonly string[];
}

/** Why the answer is not the document, and yet no word that there is none. */
const whyUnread = (found: Answer): string | undefined => {
  if (isBusy(found)) return busyText(found);
  return found.status === 401 || found.status === 403 ? "/docs/json is guarded here" : undefined;
};

/** Says where a target sends everybody, when that is somewhere else: nobody follows. */
const notesOf = (base: URL, { status, headers, asked }: Answer): readonly string[] => {
  const location = headers.get("location");
  if (status < 300 || status > 399 || location === undefined) return [];
  if (!URL.canParse(location, base.href) || new URL(location, base).origin === base.origin)
    return [];
  const { origin } = new URL(location, base);
  return [
    `${asked.path} is redirected to ${visibleLine(origin)}, which was not followed; audit that one itself`,
  ];
};

const signedIn = async (
  options: TargetOptions,
  ask: Target["ask"],
): Promise<SignedIn | undefined> => {
  try {
    return await signedInAs(options.credentials ?? {}, ask);
  } catch (fault) {
    throw new TargetError(fault instanceof Error ? fault.message : String(fault));
  }
};

/**
 * Opens a target: checks that it may be audited, that it answers, and reads its document.
 * @throws {TargetError} when the URL is none, not the caller's, or nothing answers there.
 */
export const createTarget = async (options: TargetOptions): Promise<OpenedTarget> => {
  const base = requireUrl(options);
  const random = options.random ?? createSecureRandom();
  const isLocal = isLocalHost(base.hostname);
  const pace = paceOf(options, isLocal);
  const way: Way = { base, pace, trust: options.trust, timeoutMs: options.timeoutMs };
  const nextAddress = createLocalAddresses(random);
  const hasVisitors = await answersNeighbours(way, nextAddress());
  const run = Buffer.from(random.bytes(5)).toString("hex");
  let names = 0;
  const remember = createMemory();

  const openFrom = async (
    from: string | undefined,
    signal: AbortSignal | undefined,
    offer: Offer | undefined,
  ) => {
    signal?.throwIfAborted();
    await pace.turn();
    return openConnection({ base, from, signal, trust: options.trust, offer });
  };

  const visit = (
    known: Known,
    signal?: AbortSignal,
    from = hasVisitors ? nextAddress() : undefined,
  ): Target => ({
    url: `${base.origin}${base.pathname}`.replace(/\/$/, ""),
    isHttps: base.protocol === "https:",
    isLocal,
    depth: options.depth,
    ...known,
    clock: options.clock,
    fuzz: options.fuzz ?? FUZZ,
    ask: createAsk(way, from, signal),
    heard: pace.soFar,
    open: (offer) => openFrom(from, signal, offer),
    pause: pace.pause,
    unique: (prefix) => {
      names += 1;
      return `${prefix}-${run}-${names}`;
    },
    visitor: (own) => visit(known, own ?? signal),
    hasVisitors,
    remember,
  });

  const stranger = visit({ document: undefined, unreadDocument: undefined, signedIn: undefined });
  const first = await firstAnswer(base, stranger.ask);
  const fields = await signedIn(options, stranger.ask);
  const isDocument = first.asked.path === "/docs/json";
  const isGuarded = isDocument && (first.status === 401 || first.status === 403);
  const found =
    isGuarded && fields !== undefined
      ? await stranger.ask("/docs/json", { headers: fields })
      : first;
  const known: Known = {
    document: isDocument && found.status === 200 ? readDocument(found.json) : undefined,
    unreadDocument: isDocument ? whyUnread(found) : undefined,
    signedIn: fields,
  };
  return {
    ...visit(known),
    traffic: pace.traffic,
    secrets: secretsOf(options.credentials ?? {}, fields),
    notes: notesOf(base, first),
  };
};
