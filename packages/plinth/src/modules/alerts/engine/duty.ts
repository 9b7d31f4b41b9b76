import type { Clock, StartTimer } from "#core";
import { repeat } from "#services/background";
import type { AlertRepository } from "./alert-repository.ts";
import { type Lookout, TICK_MS } from "./lookout.ts";

const NAME = "look";
/** A node that has not come back for so long is not there any more. */
const LEASE_MS = 30_000;

/** Whoever is on duty looks at the rules; one node at a time. */
export interface Duty {
  readonly begin: () => void;
  /** One turn: looks where this node has the duty, or can have it. Never rejects. */
  readonly turn: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/**
 * Builds it. Where two nodes look at once all the same, because a clock is wrong, every change of an
 * alert is written by one of them only.
 */
export const createDuty = (parts: {
  readonly repository: Pick<AlertRepository, "hold" | "release">;
  readonly lookout: Pick<Lookout, "look">;
  /** Names this process among others. */
  readonly holder: string;
  /** Whether no other process can be there. */
  readonly isAlone: boolean;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  /** This node looked, or asked whether it has to. */
  readonly onTurn: () => void;
  readonly onFault: (fault: unknown) => void;
}): Duty => {
  const { repository, lookout, holder, isAlone, clock, startTimer, onFault } = parts;
  let stop: () => Promise<void> = () => Promise.resolve();
  let hasIt = false;

  const turn = async (): Promise<void> => {
    try {
      const now = clock.now();
      hasIt = isAlone || (await repository.hold(NAME, holder, now, now + LEASE_MS));
      if (hasIt) await lookout.look();
      parts.onTurn();
    } catch (fault) {
      onFault(fault);
    }
  };

  return {
    turn,
    begin: () => {
      stop = repeat(startTimer, TICK_MS, turn);
    },
    end: async () => {
      await stop();
      if (!hasIt || isAlone) return;
      hasIt = false;
      // The next node need not wait for the end of the lease.
      await repository.release(NAME, holder).catch(onFault);
    },
  };
};
