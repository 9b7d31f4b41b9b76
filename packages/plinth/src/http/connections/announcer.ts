import { addressKey, type Events } from "#core";
import type { Ending, ProtocolFault } from "./reasons.ts";

/** Each address and reason is told once in it, however many connections come. */
const SILENCE_MS = 60_000;
/** Addresses and reasons that are remembered; beyond it the oldest may be told again. */
const MAX_REMEMBERED = 10_000;

/** Tells of what was refused before there was a request; `address` is that of the socket. */
export type Announcer = (reason: Ending | ProtocolFault, address: string) => void;

/**
 * Builds the announcer of refusals: one security event for each address, reason and minute (LOG-03).
 * That all places are taken is one for everybody.
 */
export const createAnnouncer = (
  events: Pick<Events, "emit"> | undefined,
  monotonic: () => number,
): Announcer => {
  const silentUntil = new Map<string, number>();
  return (reason, address) => {
    const key = `${reason} ${reason === "too-many" ? "" : addressKey(address)}`;
    const now = monotonic();
    if (events === undefined || (silentUntil.get(key) ?? 0) > now) return;
    const oldest = silentUntil.size < MAX_REMEMBERED ? undefined : silentUntil.keys().next().value;
    if (oldest !== undefined) silentUntil.delete(oldest);
    // Behind all others again: the map is in the order of telling.
    silentUntil.delete(key);
    silentUntil.set(key, now + SILENCE_MS);
    events.emit("security", {
      name: "connection.refused",
      severity: "warning",
      ...(address === "" ? {} : { clientAddress: address }),
      data: { reason },
    });
  };
};
