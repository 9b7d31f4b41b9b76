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

/** So long a refusal is believed, at most: what is cleared on one node counts on all within a second. */
const REFUSAL_MS = 1_000;

/** How a limiter with leases is built. */
export interface LeasedRateLimiterOptions {
  readonly shared: SharedRateLimiter;
  /** Of this node; only lengths of time are taken from it. */
  readonly clock: Clock;
  /** Calls that a node takes at once where a check does not say; 1, every call, if not given. */
  readonly lease?: number;
  /** Keys with a lease at most; 50,000 if not given. Beyond it the oldest lease is given up. */
  readonly maxKeys?: number;
}

/** Calls that this node took and has not used; or that there are none to take for a while. */
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

const requireLease = (lease: number): void => {
  if (!Number.isSafeInteger(lease) || lease < 1) throw new RangeError(`${lease} is no lease`);
};

/** How many calls a node takes at once by these windows. */
const batchOf = (windows: readonly RateWindow[], lease: number): number => {
  const share = Math.floor(smallest(windows.map(({ limit }) => limit)) / LARGEST_SHARE);
  return Math.max(1, Math.min(lease, share));
};

/** What is said to a call out of a lease: what was taken and is not used yet still remains. */
const decisionOf = ({ decision, left, takenAt }: Lease, now: number): Decision => {
  const seconds = Math.floor((now - takenAt) / 1000);
  const since = (state: WindowState): WindowState => ({
    limit: state.limit,
    seconds: state.seconds,
    remaining: state.remaining + left,
    resetSeconds: Math.max(0, state.resetSeconds - seconds),
  });
  const windows = decision.windows.map(since);
  const tightest = windows[decision.windows.indexOf(decision.tightest)];
  const { allowed, retryAfterSeconds } = decision;
  return { allowed, retryAfterSeconds, windows, tightest: tightest ?? since(decision.tightest) };
};

/** Leases that this node holds, by key: a bounded number of them. */
const createHeld = (clock: Clock, maxKeys: number) => {
  const held = new Map<string, Lease>();
  return {
    drop: (key: string): void => {
      held.delete(key);
    },
    add: (key: string, lease: Lease): void => {
      const [oldest] = held.size < maxKeys ? [] : held.keys();
      if (oldest !== undefined) held.delete(oldest);
      held.set(key, lease);
    },
    /** Answers a call out of what was taken before; undefined where somebody has to be asked. */
    use: (key: string, windows: readonly RateWindow[]): Decision | undefined => {
      const found = held.get(key);
      if (found === undefined) return undefined;
      const now = clock.now();
      const isOver = now >= found.endsAt || now < found.takenAt || found.windows !== windows;
      if (!isOver && !found.decision.allowed) return found.decision;
      if (isOver || found.left === 0) {
        held.delete(key);
        return undefined;
      }
      found.left -= 1;
      return decisionOf(found, now);
    },
  };
};

/** A check with the lease that holds for it. */
type LeasedCheck = Required<LimitCheck>;

/** How many checks from `start` on are to be counted exactly. */
const exactRun = (checks: readonly LimitCheck[], start: number, byDefault: number): number => {
  let end = start;
  for (; end < checks.length; end += 1) if ((checks[end]?.lease ?? byDefault) > 1) break;
  return end - start;
};

/**
 * Builds a limiter that takes calls from the shared counts in batches, for checks that name a lease,
 * and answers most of them without a round trip. What that costs: in any window all nodes together
 * may admit up to `nodes * (lease - 1)` calls more than the limit, those taken before the window and
 * used in it; and as many may be refused, while another node holds calls that it does not use. What
 * is not used comes back when the batch leaves the shortest window. Where a whole batch does not fit,
 * calls are asked for one by one, so that a limit is used up to the last. A limit below 20 is never
 * leased. A refusal is not asked for again within a second, while it cannot change. Checks without a lease are asked for exactly as `shared` would, neighbours together.
 * @throws {RangeError} for a lease that is no positive whole number.
 */
export const createLeasedRateLimiter = (options: LeasedRateLimiterOptions): SharedRateLimiter => {
  const { shared, clock, lease: byDefault = 1, maxKeys = DEFAULT_MAX_KEYS } = options;
  requireLease(byDefault);
  const held = createHeld(clock, maxKeys);
  const taking = new Map<string, Promise<Decision>>();

  /** Takes one call. A refusal holds for the whole seconds before the one in which a call may pass. */
  const takeOne = async (key: string, windows: readonly RateWindow[]): Promise<Decision> => {
    const takenAt = clock.now();
    const decision = await shared.check(key, windows);
    if (decision.allowed || decision.retryAfterSeconds < 2) return decision;
    held.add(key, { left: 0, windows, decision, takenAt, endsAt: takenAt + REFUSAL_MS });
    return decision;
  };

  /** Takes a batch and its first call; where it does not fit, one call. */
  const take = async ({ key, windows, lease }: LeasedCheck): Promise<Decision> => {
    const batch = batchOf(windows, lease);
    if (batch === 1) return await shared.check(key, windows);
    // By the time before the question: the shared counts can only have begun later.
    const takenAt = clock.now();
    const decision = await shared.check(key, windows, batch);
    if (!decision.allowed) return await takeOne(key, windows);
    const endsAt = takenAt + smallest(windows.map(({ seconds }) => seconds)) * 1000;
    const taken: Lease = { left: batch - 1, windows, decision, takenAt, endsAt };
    held.add(key, taken);
    return decisionOf(taken, takenAt);
  };

  /** One batch at a time for a key: whoever comes meanwhile waits for it and looks again. */
  const askFor = async (check: LeasedCheck): Promise<Decision> => {
    const { key, windows } = check;
    for (;;) {
      const decision = held.use(key, windows);
      if (decision !== undefined) return decision;
      const other = taking.get(key);
      if (other === undefined) break;
      const theirs = await other;
      if (!theirs.allowed) return theirs;
    }
    const own = take(check);
    taking.set(key, own);
    try {
      return await own;
    } finally {
      taking.delete(key);
    }
  };

  /** Goes on behind the decisions that are there already. */
  const askRest = async (
    checks: readonly LimitCheck[],
    decisions: Decision[],
  ): Promise<readonly Decision[]> => {
    while (decisions.length < checks.length && decisions.at(-1)?.allowed !== false) {
      const start = decisions.length;
      const exact = exactRun(checks, start, byDefault);
      const check = checks[start];
      if (exact > 0) {
        decisions.push(...(await shared.checkAll(checks.slice(start, start + exact))));
      } else if (check !== undefined) {
        decisions.push(await askFor({ lease: byDefault, ...check }));
      }
    }
    return decisions;
  };

  return {
    checkAll: (checks) => {
      if (exactRun(checks, 0, byDefault) === checks.length) return shared.checkAll(checks);
      const decisions: Decision[] = [];
      for (const { key, windows, lease = byDefault } of checks) {
        requireLease(lease);
        const decision = lease > 1 ? held.use(key, windows) : undefined;
        if (decision === undefined) return askRest(checks, decisions);
        decisions.push(decision);
      }
      return decisions;
    },
    check: (key, windows, cost = 1) =>
      cost === 1 && byDefault > 1
        ? (held.use(key, windows) ?? askFor({ key, windows, lease: byDefault }))
        : shared.check(key, windows, cost),
    clear: async (key) => {
      held.drop(key);
      await shared.clear(key);
    },
    stats: shared.stats,
  };
};
