import { setTimeout as wait } from "node:timers/promises";
import { type Clock, createLocalAddresses, hasLocalBlock, isLocalHost, type Random } from "#core";
import { createSecureRandom } from "#crypto";
import type { OpenApiDocument } from "#policy";
import { openConnection } from "./connection.ts";
import { exchange } from "./exchange.ts";
import type { Depth } from "./probe.ts";
import type { Answer, Ask, Target } from "./target.ts";

/** Requests of a run at most, by depth. */
const BUDGET: Readonly<Record<Depth, number>> = { look: 800, touch: 4_000, drill: 6_000 };
/** Requests with random values where nobody asked for more. */
const FUZZ = { seed: 1, requests: 150 } as const;
/** Requests a second: strangers' machines are asked gently. */
const RATE = { local: 500, remote: 20 } as const;
/** Longest single wait for a limit, and longest of a whole run, in milliseconds. */
const PATIENCE = { once: 61_000, total: 90_000 } as const;

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

/** Budget, rate and patience of a run, shared by all visitors. */
const createPace = (options: TargetOptions, isLocal: boolean) => {
  const pause = options.pause ?? ((milliseconds: number) => wait(milliseconds));
  const spoilt = options.depth === "look" ? 0 : (options.fuzz ?? FUZZ).requests;
  const budget = options.budget ?? BUDGET[options.depth] + spoilt;
  const gapMs = 1_000 / (options.requestsPerSecond ?? (isLocal ? RATE.local : RATE.remote));
  let spent = 0;
  let patience: number = PATIENCE.total;
  let earliest = 0;
  return {
    pause,
    /** Resolves when the next request may leave. */
    turn: async (): Promise<void> => {
      if (spent >= budget) throw new Error(`the budget of ${budget} requests is used up`);
      spent += 1;
      const now = options.clock.now();
      const due = Math.max(now, earliest);
      earliest = due + gapMs;
      // Below two milliseconds a timer would wait longer than the gap.
      if (due - now >= 2) await pause(due - now);
    },
    /** Waits for a limit if the patience reaches; false if it does not. */
    waitFor: async (seconds: number): Promise<boolean> => {
      const milliseconds = seconds * 1_000;
      if (milliseconds > Math.min(PATIENCE.once, patience)) return false;
      patience -= milliseconds;
      await pause(milliseconds);
      return true;
    },
  };
};

type Pace = ReturnType<typeof createPace>;

const createAsk =
  (base: URL, pace: Pace, from: string | undefined, signal: AbortSignal | undefined) =>
  async (path: string, ask: Ask = {}): Promise<Answer> => {
    const once = async (): Promise<Answer> => {
      signal?.throwIfAborted();
      await pace.turn();
      return exchange({ base, path, ask, from, signal });
    };
    const answer = await once();
    if (answer.status !== 429 || ask.isPatient !== true) return answer;
    const seconds = Number(answer.headers.get("retry-after"));
    return seconds > 0 && (await pace.waitFor(seconds)) ? once() : answer;
  };

const isDocument = (value: unknown): value is OpenApiDocument => {
  const document = value as { openapi?: unknown; paths?: unknown } | null | undefined;
  return (
    typeof document?.openapi === "string" &&
    typeof document.paths === "object" &&
    document.paths !== null
  );
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

type Known = Pick<Target, "document" | "isDocumentGuarded">;

/** Whether the target answers a client of another local address. */
const answersNeighbours = async (base: URL, pace: Pace, from: string): Promise<boolean> => {
  if (!hasLocalBlock(base.hostname)) return false;
  try {
    await createAsk(base, pace, from, undefined)("/docs/json", { method: "HEAD" });
    return true;
  } catch {
    return false;
  }
};

/**
 * Opens a target: checks that it may be audited, that it answers, and reads its document.
 * @throws {TargetError} when the URL is none, not the caller's, or nothing answers there.
 */
export const createTarget = async (options: TargetOptions): Promise<Target> => {
  const base = requireUrl(options);
  const random = options.random ?? createSecureRandom();
  const isLocal = isLocalHost(base.hostname);
  const pace = createPace(options, isLocal);
  const nextAddress = createLocalAddresses(random);
  const hasVisitors = await answersNeighbours(base, pace, nextAddress());
  const run = Buffer.from(random.bytes(5)).toString("hex");
  let names = 0;
  const remember = createMemory();

  const openFrom = async (from: string | undefined, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    await pace.turn();
    return openConnection({ base, from, signal });
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
    ask: createAsk(base, pace, from, signal),
    open: () => openFrom(from, signal),
    pause: pace.pause,
    unique: (prefix) => {
      names += 1;
      return `${prefix}-${run}-${names}`;
    },
    visitor: (own) => visit(known, own ?? signal),
    hasVisitors,
    remember,
  });

  let found: Answer;
  try {
    found = await visit({ document: undefined, isDocumentGuarded: false }).ask("/docs/json");
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new TargetError(`nothing answers at ${base.origin} (${why})`);
  }
  return visit({
    document: found.status === 200 && isDocument(found.json) ? found.json : undefined,
    isDocumentGuarded: found.status === 401 || found.status === 403,
  });
};
