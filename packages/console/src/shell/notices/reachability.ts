/** Timers as an argument, so that tests own the time. */
export interface Timers {
  readonly set: (run: () => void, milliseconds: number) => unknown;
  readonly clear: (id: unknown) => void;
}

/** What the watcher is built with. */
export interface ReachabilityOptions {
  /** Resolves to whether the server answered; must end by itself within a few seconds. */
  readonly ping: () => Promise<boolean>;
  readonly timers: Timers;
  /** Milliseconds between pings while reachable. */
  readonly restMs?: number;
  /** First and longest wait between pings while unreachable; doubles in between. */
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
}

/** Whether the server can be reached, as found out by asking it (P-030). */
export interface Reachability {
  readonly isReachable: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
  /** Tests now: after a failed call, or when the browser says that its network changed. */
  readonly check: () => void;
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Watches the server by pinging it. The browser's own online flag is only a hint to ping now:
 * it says "online" behind a dead router and "offline" while loopback works.
 */
export const createReachability = (options: ReachabilityOptions): Reachability => {
  const restMs = options.restMs ?? 30_000;
  const firstRetryMs = options.firstRetryMs ?? 1_000;
  const longestRetryMs = options.longestRetryMs ?? 30_000;
  const listeners = new Set<() => void>();
  let reachable = true;
  let running = false;
  let retryMs = firstRetryMs;
  let timer: unknown;
  let round = 0;

  const settle = (answered: boolean): void => {
    retryMs = answered ? firstRetryMs : Math.min(retryMs * 2, longestRetryMs);
    if (answered === reachable) return;
    reachable = answered;
    for (const listener of listeners) listener();
  };

  const ping = async (): Promise<void> => {
    round += 1;
    const mine = round;
    options.timers.clear(timer);
    const answered = await options.ping().catch(() => false);
    // A newer ping has started: its answer is fresher than this one.
    if (!running || mine !== round) return;
    const waitMs = answered ? restMs : retryMs;
    settle(answered);
    timer = options.timers.set(() => void ping(), waitMs);
  };

  return {
    isReachable: () => reachable,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    check: () => {
      if (running) void ping();
    },
    start: () => {
      if (running) return;
      running = true;
      // A page that has just loaded came from the server: the first test can rest.
      timer = options.timers.set(() => void ping(), restMs);
    },
    stop: () => {
      running = false;
      round += 1;
      options.timers.clear(timer);
    },
  };
};

/** Pings /health: any answer but a gateway's "nobody behind me" means the server is there. */
export const createHealthPing =
  (
    options: {
      readonly baseUrl?: string;
      readonly fetch?: typeof fetch;
      /** Sees every answer that came. */
      readonly onAnswer?: (answer: Response) => void;
    } = {},
  ) =>
  async (): Promise<boolean> => {
    const call = options.fetch ?? ((input, init) => fetch(input, init));
    try {
      const response = await call(`${options.baseUrl ?? ""}/health`, {
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(4_000),
      });
      // An answer that nobody reads holds its connection until the time is over.
      await response.arrayBuffer();
      const isThere = response.status !== 502 && response.status !== 504;
      if (isThere) options.onAnswer?.(response);
      return isThere;
    } catch {
      return false;
    }
  };
