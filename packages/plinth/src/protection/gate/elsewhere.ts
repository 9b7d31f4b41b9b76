import { addressKey, type Clock, type Events } from "#core";
import { BLOCK_MS, FORGIVEN_AFTER_MS } from "./entries.ts";
import { createSuspicion } from "./suspicion.ts";

/** Addresses that are remembered; the one that was shut longest ago is forgotten first. */
const MAX_SHUT = 4_096;

/** For which time in a row requests from elsewhere are refused, and for how long. */
interface Shut {
  readonly level: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What pages elsewhere made browsers ask, summed up by address. */
export interface Elsewhere {
  /** Adds points; one event, and refusals for a while, where the threshold is passed by them. */
  readonly suspect: (address: string, what: string, points: number) => void;
  /** Until when what comes from elsewhere is refused; undefined where it is not. */
  readonly shutUntil: (address: string) => number | undefined;
}

/**
 * Builds the sum (decision 89). Such requests are refused as long as an address would be blocked, and
 * longer each time, so that nobody gains by calling their own requests so; all else of the address
 * goes on. Each node counts for itself.
 */
export const createElsewhere = (parts: {
  readonly clock: Clock;
  readonly events: Events;
  readonly threshold: number;
}): Elsewhere => {
  const { clock, events, threshold } = parts;
  const suspicion = createSuspicion(clock, threshold);
  const shut = new Map<string, Shut>();

  const shutAgain = (key: string): Shut => {
    const now = clock.now();
    const before = shut.get(key);
    const isRemembered = before !== undefined && before.until + FORGIVEN_AFTER_MS > now;
    const level = isRemembered ? before.level + 1 : 1;
    const until = now + (BLOCK_MS[Math.min(level, BLOCK_MS.length) - 1] ?? 0);
    shut.delete(key);
    const oldest = shut.size < MAX_SHUT ? undefined : shut.keys().next().value;
    if (oldest !== undefined) shut.delete(oldest);
    shut.set(key, { level, until });
    return { level, until };
  };

  return {
    suspect: (address, what, points) => {
      const key = addressKey(address);
      if (!suspicion.add(key, points)) return;
      const { level, until } = shutAgain(key);
      events.emit("security", {
        name: "address.misused",
        severity: "warning",
        clientAddress: address,
        data: { reason: what, level, until: new Date(until).toISOString() },
      });
    },
    shutUntil: (address) => {
      const until = shut.size === 0 ? undefined : shut.get(addressKey(address))?.until;
      return until !== undefined && until > clock.now() ? until : undefined;
    },
  };
};
