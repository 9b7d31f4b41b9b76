import type { StartTimer } from "#core";
import { type RedisState, RedisUnavailable } from "./contract.ts";

/** Failures one after another after which nobody waits any more. */
const FAILURES_TO_OPEN = 3;
/** Pauses between attempts to find an unresponsive server again, and between looks at a good one. */
const FIRST_PROBE_MS = 100;
const LONGEST_PROBE_MS = 1_000;
/** What an attempt may take; a server that is slower than this would break the budget of requests. */
const PROBE_LIMIT_MS = 50;

/** What stands between callers and the connection. */
export interface Guard {
  readonly state: () => RedisState;
  readonly onChange: (listener: (state: RedisState) => void) => () => void;
  /**
   * Runs `work` and settles within `withinMs` milliseconds, whatever the connection does.
   * @throws {RedisUnavailable} at once while the state is down.
   */
  readonly run: <T>(work: () => Promise<T>, withinMs: number) => Promise<T>;
  /** The connection is ready for commands. */
  readonly connected: () => void;
  readonly disconnected: (reason: string) => void;
  /** No call and no probe after this. */
  readonly close: () => void;
}

/** What a guard is built from. */
export interface GuardParts {
  readonly startTimer: StartTimer;
  /** Does something that also a limit does: it fails where limits would (read only, no memory). */
  readonly probe: () => Promise<unknown>;
  /** 0 to 1; spreads the probes of many nodes. */
  readonly jitter: () => number;
}

const reasonOf = (fault: unknown): string => {
  if (fault instanceof RedisUnavailable) return fault.reason;
  return fault instanceof Error ? fault.message : "unknown";
};

/** `work`, or a rejection after `withinMs`; an answer that comes later is dropped. */
const inTime = <T>(
  startTimer: StartTimer,
  work: () => Promise<T>,
  withinMs: number,
): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const running = work();
  const cancel = startTimer(withinMs, () =>
    reject(new RedisUnavailable(`no answer within ${withinMs} ms`)),
  );
  void running.then(resolve, reject).finally(cancel);
  return promise;
};

/**
 * Builds a guard: a time for every call, and a circuit. Three failures one after another, or the loss
 * of the connection, and callers are refused without waiting; meanwhile probes look for the server.
 * Calls that were under way at once fail as one: a crowd that met the same pause is no outage.
 */
export const createGuard = ({ startTimer, probe, jitter }: GuardParts): Guard => {
  const listeners = new Set<(state: RedisState) => void>();
  let state: RedisState = { isUp: false, reason: "not connected yet" };
  let isConnected = false;
  let isClosed = false;
  let failures = 0;
  let pauseMs = FIRST_PROBE_MS;
  let cancelProbe = (): void => undefined;

  const change = (next: RedisState): void => {
    const isNews = next.isUp !== state.isUp;
    state = next;
    if (isNews && !isClosed) for (const listener of listeners) listener(next);
  };

  const look = async (): Promise<void> => {
    const before = failures;
    const wasUp = state.isUp;
    try {
      await inTime(startTimer, probe, PROBE_LIMIT_MS);
      // Not before it held for a round: a server that comes and goes is looked for ever less often.
      if (wasUp) pauseMs = FIRST_PROBE_MS;
      succeeded();
    } catch (fault) {
      failed(fault, before);
    }
    if (isConnected && !isClosed) schedule();
  };

  /** Also while all is well: an idle node would else notice a dead server by a request only. */
  const schedule = (): void => {
    cancelProbe();
    const waitMs = state.isUp ? LONGEST_PROBE_MS : pauseMs;
    pauseMs = Math.min(LONGEST_PROBE_MS, pauseMs * 2);
    cancelProbe = startTimer(waitMs * (0.75 + jitter() / 4), () => void look());
  };

  const succeeded = (): void => {
    failures = 0;
    if (!isConnected || isClosed) return;
    if (!state.isUp) change({ isUp: true });
  };

  /** @param before failures when the call began. */
  const failed = (fault: unknown, before: number): void => {
    if (before < failures) return;
    failures += 1;
    const reason = reasonOf(fault);
    if (!state.isUp) {
      // The latest reason is the one to act on; that it is down is no news. A loss keeps its own.
      if (isConnected) state = { isUp: false, reason };
      return;
    }
    if (failures < FAILURES_TO_OPEN) return;
    change({ isUp: false, reason });
    if (isConnected && !isClosed) schedule();
  };

  const runGuarded = async <T>(work: () => Promise<T>, withinMs: number): Promise<T> => {
    const before = failures;
    try {
      const result = await inTime(startTimer, work, withinMs);
      succeeded();
      return result;
    } catch (fault) {
      failed(fault, before);
      throw fault instanceof RedisUnavailable
        ? fault
        : new RedisUnavailable(reasonOf(fault), fault);
    }
  };

  return {
    state: () => state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: (work, withinMs) =>
      state.isUp && !isClosed
        ? runGuarded(work, withinMs)
        : Promise.reject(new RedisUnavailable(state.isUp ? "closed" : state.reason)),
    connected: () => {
      isConnected = true;
      failures = 0;
      // Believed after a probe: a server that only accepts connections is of no use.
      void look();
    },
    disconnected: (reason) => {
      isConnected = false;
      cancelProbe();
      change({ isUp: false, reason });
    },
    close: () => {
      isClosed = true;
      cancelProbe();
    },
  };
};
