import type { Clock } from "#core";
import { BlockedError } from "../probe.ts";
import type { Heard } from "../target.ts";

/** What a run waits for: a limit that comes back, and a target that has too much to do. */
export type Awaited = "limit" | "busy";

/** Longest single wait, and longest of a whole run, in milliseconds. */
const PATIENCE: Readonly<Record<Awaited, { readonly once: number; readonly total: number }>> = {
  limit: { once: 61_000, total: 90_000 },
  // One in maintenance would be waited for at every request.
  busy: { once: 5_000, total: 30_000 },
};
/** Requests in a row without an answer after which the target is taken to be gone. */
const GONE_AFTER = 8;

/** What a run sent and took: told in the report. */
export interface Traffic {
  readonly requests: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly seconds: number;
}

/** What a run may cost. */
export interface PaceOptions {
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Requests of the whole run. */
  readonly requests: number;
  /** Seconds of the whole run. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
}

/** Budget, rate and patience of a run, shared by all visitors. */
export interface Pace {
  readonly pause: (milliseconds: number) => Promise<void>;
  /**
   * Resolves when the next request may leave.
   * @throws {BlockedError} when the budget is used up, or the target is gone.
   */
  readonly turn: () => Promise<void>;
  /** Waits if the patience reaches; false if it does not. */
  readonly waitFor: (what: Awaited, seconds: number) => Promise<boolean>;
  /** Notes whether a request that was due an answer got one. */
  readonly heard: (isAnswered: boolean) => void;
  /** Notes an answer of a busy target. */
  readonly metBusy: () => void;
  /** Notes that it was the last word. */
  readonly refused: (what: string) => void;
  readonly soFar: () => Heard;
  /** Notes what went over the wire. */
  readonly count: (sent: number, received: number) => void;
  readonly traffic: () => Traffic;
}

/** The pace of a run; nothing passes its limits. */
export const createPace = (options: PaceOptions): Pace => {
  const { clock, pause, requests, seconds } = options;
  const gapMs = 1_000 / options.requestsPerSecond;
  const startedAt = clock.now();
  let spent = 0;
  const patience = { limit: PATIENCE.limit.total, busy: PATIENCE.busy.total };
  const refused: string[] = [];
  let busy = 0;
  let answers = 0;
  let earliest = 0;
  let unheard = 0;
  let bytesSent = 0;
  let bytesReceived = 0;

  const requireRoom = (): void => {
    if (unheard >= GONE_AFTER) {
      throw new BlockedError(`the target stopped answering (${GONE_AFTER} requests in a row)`);
    }
    if (spent >= requests) throw new BlockedError(`the budget of ${requests} requests is used up`);
    if (clock.now() - startedAt >= seconds * 1_000) {
      throw new BlockedError(`the budget of ${seconds} seconds is used up`);
    }
  };

  return {
    pause,
    turn: async () => {
      requireRoom();
      spent += 1;
      const now = clock.now();
      const due = Math.max(now, earliest);
      earliest = due + gapMs;
      // Below two milliseconds a timer would wait longer than the gap.
      if (due - now >= 2) await pause(due - now);
    },
    waitFor: async (what, wanted) => {
      const milliseconds = wanted * 1_000;
      if (milliseconds > Math.min(PATIENCE[what].once, patience[what])) return false;
      patience[what] -= milliseconds;
      await pause(milliseconds);
      return true;
    },
    heard: (isAnswered) => {
      unheard = isAnswered ? 0 : unheard + 1;
      if (isAnswered) answers += 1;
    },
    metBusy: () => {
      busy += 1;
    },
    refused: (what) => {
      refused.push(what);
    },
    soFar: () => ({ answers, busy, refused }),
    count: (sent, received) => {
      bytesSent += sent;
      bytesReceived += received;
    },
    traffic: () => ({
      requests: spent,
      bytesSent,
      bytesReceived,
      seconds: Math.round((clock.now() - startedAt) / 100) / 10,
    }),
  };
};
