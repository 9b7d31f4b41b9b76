import type { StartTimer } from "#core";
import type { Placed } from "./contract.ts";
import { reasonOf } from "./reason.ts";

const LONGEST_RESTART_MS = 60_000;

/** What the reviver works with. */
export interface ReviverParts {
  readonly startTimer: StartTimer;
  /** Before the second try, doubled up to a minute. */
  readonly restartMs: number;
  readonly isClosed: () => boolean;
  readonly tell: (progress: { readonly kind: "step"; readonly what: string }) => void;
  /** Starts a release and lets it serve. @throws where it does not. */
  readonly start: (placed: Placed) => Promise<void>;
}

/** Starts a release again and again until it serves. */
export interface Reviver {
  /** Brings the one that serves: `spare` where the first did not at once. */
  readonly revive: (placed: Placed, spare: Placed | null) => Promise<Placed>;
  /** Waits for what is under way, and gives it up after `limitMs`. */
  readonly end: (limitMs: number) => Promise<void>;
}

/** Builds a reviver. */
export const createReviver = (parts: ReviverParts): Reviver => {
  const { startTimer, tell, start } = parts;
  let under: Promise<Placed> | undefined;
  let turnOf = 0;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      startTimer(milliseconds, resolve);
    });

  const work = async (placed: Placed, spare: Placed | null, mine: number): Promise<Placed> => {
    let delayMs = parts.restartMs;
    for (let turn = 0; !parts.isClosed() && turnOf === mine; turn += 1) {
      const choice = turn % 2 === 1 && spare !== null ? spare : placed;
      try {
        await start(choice);
        return choice;
      } catch (fault) {
        tell({ kind: "step", what: `${choice.colour} does not start: ${reasonOf(fault)}` });
      }
      if (spare !== null && turn % 2 === 0) continue;
      await pause(delayMs);
      delayMs = Math.min(delayMs * 2, LONGEST_RESTART_MS);
    }
    return placed;
  };

  return {
    revive: async (placed, spare) => {
      turnOf += 1;
      const mine = turnOf;
      // One after the other: two processes of one release would want the same data.
      await under?.catch(() => undefined);
      const doing = work(placed, spare, mine);
      under = doing;
      try {
        return await doing;
      } finally {
        if (under === doing) under = undefined;
      }
    },
    end: async (limitMs) => {
      const doing = under;
      if (doing === undefined) return;
      let cancel = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        cancel = startTimer(limitMs, resolve);
      });
      await Promise.race([doing.catch(() => undefined), late]);
      cancel();
      if (under !== doing) return;
      turnOf += 1;
      await doing.catch(() => undefined);
    },
  };
};
