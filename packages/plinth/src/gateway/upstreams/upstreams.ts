import { Pool } from "undici";
import { type Clock, platformErrors } from "#core";
import type { Logger, Metrics } from "#telemetry";
import { gatewayErrors } from "../errors.ts";
import { type Failure, failureOf } from "./faults.ts";
import { createRotation } from "./rotation.ts";

/** Longest wait for a connection, in milliseconds. */
const CONNECT_MS = 2_000;
/** Connections to one upstream; requests beyond wait for a free one. */
const MAX_CONNECTIONS = 1_024;

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
  /** Origins, and whether each could be reached last time. */
  readonly state: () => readonly { readonly origin: string; readonly isUp: boolean }[];
  readonly close: () => Promise<void>;
}

/** What the upstreams are made from. */
export interface UpstreamParts {
  readonly origins: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

const poolOf = (origin: string): Pool =>
  new Pool(origin, {
    connections: MAX_CONNECTIONS,
    connect: { timeout: CONNECT_MS },
    allowH2: false,
    // The time-out of the route and the idle time of the stream rule; they see the client too.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

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

const createSignals = ({ log, metrics }: UpstreamParts) => {
  const attempts = metrics.counter({
    name: "gateway_upstream_attempts_total",
    help: "Requests sent upstream, by what became of them",
    labels: ["upstream", "outcome"],
  });
  const up = metrics.gauge({
    name: "gateway_upstream_up",
    help: "1 while an upstream can be reached",
    labels: ["upstream"],
  });
  return {
    count: (upstream: string, outcome: Failure | "answered") =>
      attempts.child({ upstream, outcome }).inc(),
    setUp: (upstream: string) => up.child({ upstream }).set(1),
    dropped: (upstream: string, fault: unknown) => {
      up.child({ upstream }).set(0);
      log.warn("an upstream cannot be reached and is left out", { upstream, error: fault });
    },
    restored: (upstream: string) => {
      up.child({ upstream }).set(1);
      log.info("an upstream can be reached again", { upstream });
    },
  };
};

/**
 * Builds the choice among upstreams (GW-02): each in turn, those that cannot be reached left out. A
 * request goes on to the next where the first has seen nothing of it; where the first may have acted,
 * only requests without effect do.
 */
export const createUpstreams = (parts: UpstreamParts): Upstreams => {
  const pools = new Map(parts.origins.map((origin) => [origin, poolOf(origin)]));
  const rotation = createRotation(parts.origins, parts.clock);
  const signals = createSignals(parts);
  for (const origin of parts.origins) signals.setUp(origin);

  const noteFailure = (origin: string, fault: unknown): Failure => {
    const failure = failureOf(fault);
    signals.count(origin, failure);
    if (failure !== "broken") {
      if (rotation.isUp(origin)) signals.dropped(origin, fault);
      rotation.drop(origin);
    }
    return failure;
  };

  const attempt: Upstreams["attempt"] = async ({ isRepeatable, signal }, run) => {
    const failures = new Set<Failure>();
    let last: unknown;
    for (const origin of turns(rotation.candidates(), isRepeatable)) {
      signal.throwIfAborted();
      try {
        const answer = await run(origin);
        signals.count(origin, "answered");
        if (rotation.restore(origin)) signals.restored(origin);
        return answer;
      } catch (fault) {
        // Nobody waits any more: no fault of the upstream.
        signal.throwIfAborted();
        last = fault;
        const failure = noteFailure(origin, fault);
        failures.add(failure);
        if (failure === "broken" && !isRepeatable) break;
      }
    }
    throw giveUp(failures, last, rotation.retryAfterSeconds());
  };

  return {
    attempt,
    send: ({ method, target, headers, body = null, signal }) => {
      const isRepeatable = method === "GET" || method === "HEAD";
      return attempt({ isRepeatable, signal }, async (origin) => {
        const pool = pools.get(origin);
        if (pool === undefined) throw new RangeError(`no upstream ${origin}`);
        const options = { method, path: target, headers: [...headers], body, signal };
        return { ...(await pool.request(options)), upstream: origin };
      });
    },
    state: () => parts.origins.map((origin) => ({ origin, isUp: rotation.isUp(origin) })),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
};
