import type { Pool } from "undici";
import { type Clock, platformErrors, type Random, type StartTimer } from "#core";
import type { Logger, Metrics } from "#telemetry";
import { gatewayErrors } from "../errors.ts";
import type { HealthCheck } from "../policy-file/format.ts";
import { createChecks } from "./checks.ts";
import { type Failure, failureOf } from "./faults.ts";
import { createPools, type Pools } from "./pools.ts";
import { createRotation } from "./rotation.ts";
import { createUpstreamSignals } from "./signals.ts";

/** How often a request begins anew because its upstreams were replaced meanwhile. */
const MOST_SWAPS = 3;

/** A request as it goes upstream. */
export interface Outgoing {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, exactly as the client wrote them. */
  readonly target: string;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | undefined;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** The head of an answer; its body is still on the way. */
export type Incoming = Awaited<ReturnType<Pool["request"]>> & { readonly upstream: string };

/** How a request may be tried. */
export interface Attempt {
  /** Whether it has no effect, so that it may be sent to another after one broke off. */
  readonly isRepeatable: boolean;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** The upstreams of one policy file. */
export interface Upstreams {
  /**
   * Sends to one that answers.
   * @throws {AppError} UPSTREAM_FAULT, UPSTREAM_TIMEOUT or SERVICE_UNAVAILABLE.
   */
  readonly send: (outgoing: Outgoing) => Promise<Incoming>;
  /** Runs something else that connects to an upstream, under the same choice. */
  readonly attempt: <T>(how: Attempt, run: (origin: string) => Promise<T>) => Promise<T>;
  /** Origins, and whether each could be reached last time and passes its checks. */
  readonly state: () => readonly { readonly origin: string; readonly isUp: boolean }[];
  /** Begins the checks. */
  readonly start: () => void;
  /** Other upstreams from now on; requests that are with one that goes are let finish (GW-02). */
  readonly replace: (origins: readonly string[]) => void;
  readonly close: () => Promise<void>;
}

/** What the upstreams are made from. */
export interface UpstreamParts {
  readonly origins: readonly string[];
  /** Connections to one upstream; requests beyond wait for a free one. */
  readonly connections: number;
  /** Undefined where only requests show how an upstream is. */
  readonly check: HealthCheck | undefined;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** A connection that was kept open may have been closed meanwhile: one more turn where there is one. */
const turns = (candidates: readonly string[], isRepeatable: boolean): readonly string[] =>
  isRepeatable && candidates.length === 1 ? [...candidates, ...candidates] : candidates;

const giveUp = (failures: ReadonlySet<Failure>, fault: unknown, retryAfterSeconds: number) => {
  if (failures.has("broken")) return gatewayErrors.make.UPSTREAM_FAULT({ cause: fault });
  if (failures.has("unreachable") && !failures.has("refused")) {
    return gatewayErrors.make.UPSTREAM_TIMEOUT({ cause: fault });
  }
  return platformErrors.make.SERVICE_UNAVAILABLE({
    headers: { "Retry-After": String(retryAfterSeconds) },
    cause: fault ?? new Error("every upstream is down"),
  });
};

/** One question of a check: any answer of 2xx or 3xx is a good one. */
const askHealth =
  (pools: Pools) =>
  async (origin: string, path: string, signal: AbortSignal): Promise<boolean> => {
    const { body, statusCode } = await pools.of(origin).request({ method: "GET", path, signal });
    // Reading a little frees the connection; what is longer is not worth one.
    await body.dump({ limit: 65_536, signal });
    return statusCode >= 200 && statusCode < 400;
  };

const createWatchedRotation = (parts: UpstreamParts, pools: Pools) => {
  const { origins, check, startTimer, random } = parts;
  const rotation = createRotation(origins, parts.clock, check?.intervalMs);
  const signals = createUpstreamSignals(parts.log, parts.metrics);
  signals.replaced([], origins);
  const checks =
    check === undefined
      ? undefined
      : createChecks({
          check,
          startTimer,
          random,
          ask: askHealth(pools),
          onChange: (origin, isHealthy) => {
            rotation.setHealthy(origin, isHealthy);
            if (isHealthy) rotation.restore(origin);
            signals.checked(origin, isHealthy);
          },
        });
  return { rotation, signals, checks };
};

/** One round of a request over the candidates there are. */
interface Round {
  readonly failures: Set<Failure>;
  fault: unknown;
}

/**
 * Builds the choice among upstreams (GW-02): each in turn, those that cannot be reached or fail their
 * checks left out. A request goes on to the next where the first has seen nothing of it; where the
 * first may have acted, only requests without effect do.
 */
export const createUpstreams = (parts: UpstreamParts): Upstreams => {
  const pools = createPools(parts.connections);
  const { rotation, signals, checks } = createWatchedRotation(parts, pools);

  const noteFailure = (origin: string, fault: unknown): Failure => {
    const failure = failureOf(fault);
    signals.count(origin, failure);
    const wasUp = rotation.isUp(origin);
    if (failure !== "broken") rotation.drop(origin);
    if (failure === "broken" && !rotation.noteBroken(origin)) return failure;
    if (wasUp && rotation.has(origin)) signals.dropped(origin, fault);
    return failure;
  };

  /** Undefined where nobody answered. */
  const tryAll = async <T>(
    { isRepeatable, signal }: Attempt,
    run: (origin: string) => Promise<T>,
    round: Round,
  ): Promise<{ readonly answer: T } | undefined> => {
    for (const origin of turns(rotation.candidates(), isRepeatable)) {
      signal.throwIfAborted();
      if (!rotation.has(origin)) continue;
      try {
        const answer = await run(origin);
        signals.count(origin, "answered");
        if (rotation.restore(origin)) signals.restored(origin);
        return { answer };
      } catch (fault) {
        // Nobody waits any more: no fault of the upstream.
        signal.throwIfAborted();
        round.fault = fault;
        const failure = noteFailure(origin, fault);
        round.failures.add(failure);
        if (failure === "broken" && !isRepeatable) return undefined;
      }
    }
    return undefined;
  };

  const attempt: Upstreams["attempt"] = async (how, run) => {
    const round: Round = { failures: new Set(), fault: undefined };
    for (let swap = 0; swap <= MOST_SWAPS; swap += 1) {
      const before = rotation.generation();
      const found = await tryAll(how, run, round);
      if (found !== undefined) return found.answer;
      const mayGoOn = how.isRepeatable || !round.failures.has("broken");
      // Those that it knew are gone: it asks those that came in their place.
      if (rotation.generation() === before || !mayGoOn) break;
    }
    throw giveUp(round.failures, round.fault, rotation.retryAfterSeconds());
  };

  return {
    attempt,
    send: ({ method, target, headers, body = null, signal }) => {
      const isRepeatable = method === "GET" || method === "HEAD";
      return attempt({ isRepeatable, signal }, async (origin) => {
        const options = { method, path: target, headers: [...headers], body, signal };
        return { ...(await pools.of(origin).request(options)), upstream: origin };
      });
    },
    state: () => rotation.members().map((origin) => ({ origin, isUp: rotation.isUp(origin) })),
    start: () => checks?.watch(rotation.members()),
    replace: (origins) => {
      signals.replaced(rotation.members(), origins);
      rotation.replace(origins);
      checks?.watch(origins);
      pools.keep(origins);
    },
    close: () => {
      checks?.watch([]);
      return pools.destroy();
    },
  };
};
