/** Failures on one subject: an account, one known device of it, or a stand-in for nobody. */
export interface LockState {
  /** Failures since the last success or the end of the last lock. */
  readonly failedAttempts: number;
  /** Locks since the last success. */
  readonly lockLevel: number;
  /** Milliseconds since the epoch; 0 when never locked. */
  readonly lockedUntil: number;
  /** Milliseconds since the epoch. */
  readonly lastFailedAt: number;
}

/** The rule (ID-10). */
export interface LockRule {
  /** Failures that lock. */
  readonly maxAttempts: number;
  /** Milliseconds of the first lock; each further one lasts twice as long. */
  readonly durationMs: number;
}

/** Locks grow no longer than this, unless the first is longer already. */
const LONGEST_MS = 1_800_000;

/** A subject without failures. */
export const NO_FAILURES: LockState = {
  failedAttempts: 0,
  lockLevel: 0,
  lockedUntil: 0,
  lastFailedAt: 0,
};

/** Whether the lock is in force; it ends at the instant itself. */
export const isLocked = (state: LockState, now: number): boolean => now < state.lockedUntil;

const lockMs = (level: number, { durationMs }: LockRule): number =>
  Math.min(durationMs * 2 ** Math.min(level, 30), Math.max(LONGEST_MS, durationMs));

/**
 * The state after one more failure. A try during a lock changes nothing but its time: it was not
 * looked at, so it neither counts nor prolongs.
 */
export const afterFailure = (state: LockState, now: number, rule: LockRule): LockState => {
  if (isLocked(state, now)) return { ...state, lastFailedAt: now };
  // A lock that ran out starts a new count; its level stays until a success.
  const before = state.lockedUntil > 0 && state.failedAttempts >= rule.maxAttempts;
  const failedAttempts = (before ? 0 : state.failedAttempts) + 1;
  if (failedAttempts < rule.maxAttempts) return { ...state, failedAttempts, lastFailedAt: now };
  return {
    failedAttempts,
    lockLevel: state.lockLevel + 1,
    lockedUntil: now + lockMs(state.lockLevel, rule),
    lastFailedAt: now,
  };
};
