import type { StartTimer } from "#core";

/** Where requests go. */
export interface FrontTarget {
  /** Such as http://127.0.0.1:41234. */
  readonly origin: string;
  /** What answers say of it, in `Plinth-Slot`. */
  readonly label: string;
}

/** Lets requests through to the slot that serves, and keeps them while there is none. */
export interface Turnstile {
  /**
   * The slot to go to: at once, or once there is one. Undefined where nobody can say when, after
   * `holdMs`, and for those beyond the room.
   */
  readonly pass: (heldSince?: number) => FrontTarget | Promise<FrontTarget | undefined> | undefined;
  readonly hold: () => void;
  readonly close: () => void;
  readonly point: (target: FrontTarget) => void;
  /** Requests that wait. */
  readonly held: () => number;
}

/** Room and time of those that wait. */
export interface TurnstileOptions {
  readonly holdMs: number;
  readonly room: number;
  readonly startTimer: StartTimer;
}

/** Builds the turnstile; whoever comes waits until it is said what is behind it. */
export const createTurnstile = ({ holdMs, room, startTimer }: TurnstileOptions): Turnstile => {
  let target: FrontTarget | undefined;
  let state: "open" | "held" | "closed" = "held";
  const waiting = new Set<(target: FrontTarget | undefined) => void>();

  const wake = (found: FrontTarget | undefined): void => {
    for (const go of [...waiting]) go(found);
  };
  return {
    held: () => waiting.size,
    hold: () => {
      state = "held";
    },
    close: () => {
      state = "closed";
      target = undefined;
      wake(undefined);
    },
    point: (next) => {
      state = "open";
      target = next;
      wake(next);
    },
    pass: () => {
      if (state === "open") return target;
      if (state === "closed" || waiting.size >= room) return undefined;
      return new Promise((resolve) => {
        const go = (found: FrontTarget | undefined): void => {
          cancel();
          waiting.delete(go);
          resolve(found);
        };
        const cancel = startTimer(holdMs, () => go(undefined));
        waiting.add(go);
      });
    },
  };
};
