import type { Logger, Metrics } from "#telemetry";
import type { Failure } from "./faults.ts";

/** What is told of upstreams. */
export interface UpstreamSignals {
  readonly count: (upstream: string, outcome: Failure | "answered") => void;
  readonly dropped: (upstream: string, fault: unknown) => void;
  readonly restored: (upstream: string) => void;
  /** What checks found, where that changed. */
  readonly checked: (upstream: string, isHealthy: boolean) => void;
  readonly replaced: (before: readonly string[], after: readonly string[]) => void;
}

/** Builds counters and log lines; upstreams are few, and named by whoever runs the gateway. */
export const createUpstreamSignals = (log: Logger, metrics: Metrics): UpstreamSignals => {
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
  const swaps = metrics
    .counter({
      name: "gateway_upstream_swaps_total",
      help: "How often the list of upstreams was replaced",
    })
    .child();
  const set = (upstream: string, isUp: boolean): void => up.child({ upstream }).set(isUp ? 1 : 0);
  return {
    count: (upstream, outcome) => attempts.child({ upstream, outcome }).inc(),
    dropped: (upstream, fault) => {
      set(upstream, false);
      log.warn("an upstream cannot be reached and is left out", { upstream, error: fault });
    },
    restored: (upstream) => {
      set(upstream, true);
      log.info("an upstream can be reached again", { upstream });
    },
    checked: (upstream, isHealthy) => {
      set(upstream, isHealthy);
      if (isHealthy) log.info("an upstream passes its checks again", { upstream });
      else log.warn("an upstream fails its checks and is left out", { upstream });
    },
    replaced: (before, after) => {
      for (const upstream of before) if (!after.includes(upstream)) set(upstream, false);
      for (const upstream of after) if (!before.includes(upstream)) set(upstream, true);
      if (before.length === 0) return;
      swaps.inc();
      log.info("the upstreams were replaced", { upstreams: after });
    },
  };
};
