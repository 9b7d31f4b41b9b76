import { platformErrors } from "#core";
import { RedisUnavailable } from "#store";
import type {
  Decision,
  LimitCheck,
  RateWindow,
  RouteRateLimiter,
  SharedRateLimiter,
  StoreDownMode,
} from "./contract.ts";
import type { MemoryRateLimiter } from "./memory.ts";

/** When a refused caller may try again; the server is looked for more often. */
const RETRY_SECONDS = 2;

/** How a limiter of routes is built. */
export interface RouteLimiterOptions {
  readonly shared: SharedRateLimiter;
  /** Counts on this node while the shared counts are out of reach. */
  readonly local: MemoryRateLimiter;
  /** Whether the shared counts can be reached, as far as is known. */
  readonly isUp: () => boolean;
  /** How many nodes there are; each may admit its share of a limit. */
  readonly nodes: number;
  /** Hears of every decision that was not made by the shared counts. */
  readonly onFallback?: (mode: StoreDownMode) => void;
}

/** At least one call: a limit of 1 for three nodes is else no service at all. */
const shareOf = (windows: readonly RateWindow[], nodes: number): readonly RateWindow[] =>
  windows.map((window) => ({ ...window, limit: Math.max(1, Math.floor(window.limit / nodes)) }));

/**
 * Builds the limiter of routes over nodes (RL-11). While the shared counts are known to be out of
 * reach nobody waits for them. On `local` all nodes together admit at most the limit where it is at
 * least the number of nodes, and one call a node below that. At the moment of loss and of return
 * both counts begin anew, so that one window may hold up to twice its limit.
 */
export const createRouteLimiter = (options: RouteLimiterOptions): RouteRateLimiter => {
  const { shared, local, isUp, nodes, onFallback } = options;
  const shares = new WeakMap<readonly RateWindow[], readonly RateWindow[]>();

  const localWindows = (windows: readonly RateWindow[]): readonly RateWindow[] => {
    const known = shares.get(windows);
    if (known !== undefined) return known;
    const share = shareOf(windows, nodes);
    shares.set(windows, share);
    return share;
  };

  const countHere = ({ key, windows }: LimitCheck, cost = 1): Decision => {
    const share = localWindows(windows);
    return local.check(key, share, Math.min(cost, ...share.map(({ limit }) => limit)));
  };

  const decideAlone = (checks: readonly LimitCheck[], mode: StoreDownMode): readonly Decision[] => {
    onFallback?.(mode);
    if (mode === "allow") return [];
    if (mode === "deny") {
      throw platformErrors.make.SERVICE_UNAVAILABLE({
        detail: "Calls cannot be counted at the moment, and this route is not open without.",
        headers: { "Retry-After": String(RETRY_SECONDS) },
      });
    }
    const decisions: Decision[] = [];
    for (const check of checks) {
      const decision = countHere(check);
      decisions.push(decision);
      if (!decision.allowed) break;
    }
    return decisions;
  };

  return {
    decide: (checks, mode) => {
      if (!isUp()) return decideAlone(checks, mode);
      const decisions = shared.checkAll(checks);
      if (!(decisions instanceof Promise)) return decisions;
      return decisions.catch((fault: unknown) => {
        if (!(fault instanceof RedisUnavailable)) throw fault;
        return decideAlone(checks, mode);
      });
    },
    check: async (key, windows, cost) => {
      if (isUp()) {
        try {
          return await shared.check(key, windows, cost);
        } catch (fault) {
          if (!(fault instanceof RedisUnavailable)) throw fault;
        }
      }
      onFallback?.("local");
      return countHere({ key, windows }, cost);
    },
    clear: async (key) => {
      local.clear(key);
      await shared.clear(key);
    },
    stats: () => (isUp() ? shared.stats() : local.stats()),
  };
};
