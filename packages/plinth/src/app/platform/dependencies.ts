import { backgroundTimer, monotonicClock } from "#core";
import {
  type BreakerStatus,
  createDegradation,
  createDependencies,
  createTimerQueue,
  type Degradation,
  type Dependencies,
  type DependencyListener,
} from "#resilience";
import type { Logger, Metrics } from "#telemetry";

/** What is declared of the world outside, and how the service does without it. */
export interface PlatformDependencies {
  readonly dependencies: Dependencies;
  readonly degradation: Degradation;
}

const CALL_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
const RECOVERY_SECONDS = [1, 5, 15, 60, 120, 300, 900, 3_600] as const;
const STATES: Readonly<Record<BreakerStatus, number>> = { closed: 0, "half-open": 1, open: 2 };

/** Counts and tells what the policies do: they emit, this listens. */
const listenerOf = (metrics: Metrics, log: Logger): DependencyListener => {
  const labels = ["dependency"];
  const calls = metrics.counter({
    name: "dependency_calls_total",
    help: "Calls to what the service depends on, by outcome; a refused one was never sent",
    labels: ["dependency", "outcome"],
  });
  const seconds = metrics.histogram({
    name: "dependency_call_duration_seconds",
    help: "How long calls took, retries and waits included",
    labels,
    buckets: CALL_SECONDS,
  });
  const state = metrics.gauge({
    name: "dependency_breaker_state",
    help: "0 closed, 1 half-open, 2 open: nothing is asked",
    labels,
  });
  const retries = metrics.counter({
    name: "dependency_retries_total",
    help: "Attempts that failed and were followed by another",
    labels,
  });
  const recovery = metrics.histogram({
    name: "dependency_recovery_seconds",
    help: "From the opening of a breaker until it closed again",
    labels,
    buckets: RECOVERY_SECONDS,
  });
  const openedAt = new Map<string, number>();
  return {
    onOutcome: (dependency, outcome, tookMs) => {
      calls.child({ dependency, outcome }).inc();
      if (outcome !== "refused") seconds.child({ dependency }).observe(tookMs / 1_000);
    },
    onRetry: (dependency) => retries.child({ dependency }).inc(),
    onBreaker: (dependency, to, from) => {
      state.child({ dependency }).set(STATES[to]);
      const since = openedAt.get(dependency);
      if (to === "closed" && since !== undefined) {
        const downSeconds = (monotonicClock.now() - since) / 1_000;
        openedAt.delete(dependency);
        recovery.child({ dependency }).observe(downSeconds);
        log.info("a dependency works again", { dependency, downSeconds });
      } else if (to === "open" && from === "closed") {
        openedAt.set(dependency, monotonicClock.now());
        log.warn("a dependency keeps failing and is left alone for a while", { dependency });
      }
    },
  };
};

/** Builds the register that modules and applications declare what they depend on in (RES-01). */
export const createPlatformDependencies = (parts: {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** How long breakers stay open, in milliseconds. */
  readonly openMs: number;
}): PlatformDependencies => {
  const degradation = createDegradation();
  const dependencies = createDependencies({
    clock: monotonicClock,
    startTimer: createTimerQueue(monotonicClock, backgroundTimer),
    // Spreads retries of many nodes; nothing secret.
    jitter: Math.random,
    degradation,
    openMs: parts.openMs,
    listener: listenerOf(parts.metrics, parts.log),
  });
  return { dependencies, degradation };
};
