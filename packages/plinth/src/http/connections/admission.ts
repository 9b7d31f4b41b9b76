import type { Socket } from "node:net";
import { addressGroups, addressKey, isWithin, requireRanges } from "#core";
import type { ConnectionSettings } from "./settings.ts";
import type { ConnectionSignals } from "./signals.ts";

/** Who may open a connection. */
export interface Admission {
  /** Counts a new connection, or closes it before a byte of it is read. */
  readonly admit: (socket: Socket) => boolean;
  readonly open: () => number;
  /** Calls back the next time that none is open. */
  readonly onNone: (listener: () => void) => void;
}

/**
 * Builds the count of open connections, in all and by address. What comes over the cap is closed
 * without a word: an answer would cost what the cap is to save, and under TLS there is no way to give
 * one yet. A declared proxy is many callers and only counts towards the whole; it has to cap them.
 */
export const createAdmission = (
  settings: Pick<ConnectionSettings, "maxConnections" | "maxPerAddress" | "trustedProxies">,
  signals: ConnectionSignals,
): Admission => {
  const { maxConnections, maxPerAddress } = settings;
  const proxies = requireRanges(settings.trustedProxies);
  const byAddress = new Map<string, number>();
  let open = 0;
  let none = (): void => undefined;

  const isProxy = (address: string): boolean => {
    const groups = proxies.length === 0 ? undefined : addressGroups(address);
    return groups !== undefined && proxies.some((range) => isWithin(groups, range));
  };

  const countAddress = (address: string): (() => void) | undefined => {
    if (maxPerAddress === 0 || isProxy(address)) return () => undefined;
    const key = addressKey(address);
    const before = byAddress.get(key) ?? 0;
    if (before >= maxPerAddress) return undefined;
    byAddress.set(key, before + 1);
    return () => {
      const left = (byAddress.get(key) ?? 1) - 1;
      if (left === 0) byAddress.delete(key);
      else byAddress.set(key, left);
    };
  };

  return {
    open: () => open,
    onNone: (listener) => {
      none = listener;
    },
    admit: (socket) => {
      const isFull = maxConnections > 0 && open >= maxConnections;
      const leave = isFull ? undefined : countAddress(socket.remoteAddress ?? "");
      if (leave === undefined) {
        signals.ended(isFull ? "too-many" : "too-many-of-address", socket);
        socket.destroy();
        return false;
      }
      open += 1;
      signals.open(open);
      socket.once("close", () => {
        open -= 1;
        signals.open(open);
        leave();
        if (open === 0) none();
      });
      return true;
    },
  };
};
