import type { Clock } from "#core";
import type {
  Decision,
  LimitCheck,
  RateWindow,
  SharedRateLimiter,
  WindowState,
} from "./contract.ts";

const DEFAULT_MAX_KEYS = 50_000;
/** A lease takes at most this share of the smallest limit: small limits stay exact. */
const LARGEST_SHARE = 10;

/** How a limiter with leases is built. */
export interface LeasedRateLimiterOptions {
  readonly shared: SharedRateLimiter;
  /** Of this node; only lengths of time are taken from it. */
  readonly clock: Clock;
  /** Calls that a node takes at once, at most; 1 asks for every call. */
  readonly lease: number;
  /** Keys with a lease at most; 50,000 if not given. Beyond it the oldest lease is given up. */
  readonly maxKeys?: number;
}

/** Calls that this node took and has not used. */
interface Lease {
  left: number;
  readonly windows: readonly RateWindow[];
  /** What the shared counts said when it was taken. */
  readonly decision: Decision;
  readonly takenAt: number;
  /** When its calls begin to leave the shared counts, in milliseconds: unused ones come back. */
  readonly endsAt: number;
}

const smallest = (values: readonly number[]): number => Math.min(...values);

/** How many calls a node takes at once by these windows. */
const batchOf = (windows: readonly RateWindow[], lease: number): number => {
  const share = Math.floor(smallest(windows.map(({ limit }) => limit)) / LARGEST_SHARE);
  return Math.max(1, Math.min(lease, share));
};

/** What is said to a call out of a lease: what was taken and is not used yet still remains. */
const decisionOf = ({ decision, left, takenAt }: Lease, now: number): Decision => {
  const seconds = Math.floor((now - takenAt) / 1000);
  const since = (state: WindowState): WindowState => ({
    ...state,
    remaining: state.remaining + left,
    resetSeconds: Math.max(0, state.resetSeconds - seconds),
  });
  const windows = decision.windows.map(since);
  const tightest = windows[decision.windows.indexOf(decision.tightest)];
  return { ...decision, windows, tightest: tightest ?? since(decision.tightest) };
};

/**
 * Builds a limiter that takes calls from the shared counts in batches and answers most calls without
 * a round trip. What that costs: in any window all nodes together may admit up to
 * `nodes * (lease - 1)` calls more than the limit, those taken before the window and used in it; and
 * as many may be refused, while another node holds calls that it does not use. What is not used comes
 * back when the batch leaves the shortest window. Where a whole batch does not fit, calls are asked
 * for one by one, so that a limit is used up to the last. A limit below 20 is never leased.
 * @throws {RangeError} for a lease that is no positive whole number.
 */
export const createLeasedRateLimiter = (options: LeasedRateLimiterOptions): SharedRateLimiter => {
  const { shared, clock, lease, maxKeys = DEFAULT_MAX_KEYS } = options;
  if (!Number.isSafeInteger(lease) || lease < 1) throw new RangeError(`${lease} is no lease`);
  const held = new Map<string, Lease>();
  const taking = new Map<string, Promise<Decision>>();

  const fromLease = (key: string, windows: readonly RateWindow[]): Decision | undefined => {
    const found = held.get(key);
    if (found === undefined) return undefined;
    const now = clock.now();
    const isOver = found.left === 0 || now >= found.endsAt || now < found.takenAt;
    if (isOver || found.windows !== windows) {
      held.delete(key);
      return undefined;
    }
    found.left -= 1;
    return decisionOf(found, now);
  };

  /** Takes a batch and its first call; where it does not fit, one call. */
  const take = async (key: string, windows: readonly RateWindow[]): Promise<Decision> => {
    const batch = batchOf(windows, lease);
    if (batch === 1) return await shared.check(key, windows);
    // By the time before the question: the shared counts can only have begun later.
    const takenAt = clock.now();
    const decision = await shared.check(key, windows, batch);
    if (!decision.allowed) return await shared.check(key, windows);
    const endsAt = takenAt + smallest(windows.map(({ seconds }) => seconds)) * 1000;
    const taken: Lease = { left: batch - 1, windows, decision, takenAt, endsAt };
    const [oldest] = held.size < maxKeys ? [] : held.keys();
    if (oldest !== undefined) held.delete(oldest);
    held.set(key, taken);
    return decisionOf(taken, takenAt);
  };

  /** One batch at a time for a key: whoever comes meanwhile waits for it and looks again. */
  const checkOne = async (key: string, windows: readonly RateWindow[]): Promise<Decision> => {
    for (;;) {
      const decision = fromLease(key, windows);
      if (decision !== undefined) return decision;
      const other = taking.get(key);
      if (other === undefined) break;
      const theirs = await other;
      if (!theirs.allowed) return theirs;
    }
    const own = take(key, windows);
    taking.set(key, own);
    try {
      return await own;
    } finally {
      taking.delete(key);
    }
  };

  const checkAll = async (checks: readonly LimitCheck[]): Promise<readonly Decision[]> => {
    const decisions: Decision[] = [];
    for (const { key, windows } of checks) {
      const decision = fromLease(key, windows) ?? (await checkOne(key, windows));
      decisions.push(decision);
      if (!decision.allowed) break;
    }
    return decisions;
  };

  return {
    checkAll,
    check: (key, windows, cost = 1) =>
      cost === 1
        ? (fromLease(key, windows) ?? checkOne(key, windows))
        : shared.check(key, windows, cost),
    clear: async (key) => {
      held.delete(key);
      await shared.clear(key);
    },
    stats: shared.stats,
  };
};
