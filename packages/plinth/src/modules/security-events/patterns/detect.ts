import { addressKey, type Clock, isUuid, type SecurityEvent } from "#core";

const MINUTE_MS = 60_000;
/** Within which all that makes a pattern has to lie. */
const WINDOW_MS = 10 * MINUTE_MS;
/** Keys that are remembered; the one that was quiet longest is forgotten first. */
const MAX_KEYS = 5_000;
/** Accounts that one address may fail at before it is called an attack. */
const STUFFED_ACCOUNTS = 10;
/** Places that one account may sign in from within the window: nobody is in three at once. */
const PLACES = 3;
const MAX_KEPT = 50;

/** What was seen of an attack (OBS-11). */
export interface Pattern {
  readonly id: "credential-stuffing" | "scanning" | "impossible-travel";
  readonly event: "attack.stuffing" | "attack.scanning" | "attack.travel";
  /** Whose doing it is, of IPv6 the /64; undefined where it is an account's. */
  readonly address: string | undefined;
  readonly accountId: string | undefined;
  /** How many accounts, paths' points or places. */
  readonly count: number;
  /** In one sentence for people. */
  readonly detail: string;
}

/** Remembers what few keys did within the window; memory is bounded whoever comes. */
const createMemory = <T extends { readonly at: number }>(clock: Clock) => {
  const known = new Map<string, T[]>();
  return {
    /** Adds to what is known of a key; gives what lies within the window. */
    add: (key: string, item: T): readonly T[] => {
      const since = clock.now() - WINDOW_MS;
      const kept = [...(known.get(key) ?? []), item].filter(({ at }) => at > since);
      known.delete(key);
      const oldest = known.size < MAX_KEYS ? undefined : known.keys().next().value;
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, kept.slice(-MAX_KEPT));
      return kept;
    },
    count: (key: string): number => {
      const since = clock.now() - WINDOW_MS;
      return (known.get(key) ?? []).filter(({ at }) => at > since).length;
    },
    forget: (key: string): void => {
      known.delete(key);
    },
    size: () => known.size,
  };
};

const distinct = <T>(items: readonly T[], of: (item: T) => string): number =>
  new Set(items.map(of)).size;

/**
 * The network of an address: of IPv4 the /16, of IPv6 the /32. What a provider gives one place is
 * mostly one of them; without a map of the world there is no better word for a place.
 */
export const networkOf = (address: string): string => {
  const key = addressKey(address);
  return key.includes(":")
    ? key.split(":").slice(0, 2).join(":")
    : key.split(".").slice(0, 2).join(".");
};

const createStuffing = (clock: Clock) => {
  const failures = createMemory<{ readonly at: number; readonly subject: string }>(clock);
  const successes = createMemory<{ readonly at: number }>(clock);
  return {
    size: () => failures.size() + successes.size(),
    hear: ({ name, clientAddress, subject }: SecurityEvent): Pattern | undefined => {
      if (clientAddress === undefined || subject === undefined) return undefined;
      const address = addressKey(clientAddress);
      const at = clock.now();
      if (name === "session.started") {
        successes.add(address, { at });
        return undefined;
      }
      if (name !== "signin.failed") return undefined;
      const kept = failures.add(address, { at, subject });
      const accounts = distinct(kept, (one) => one.subject);
      if (accounts < STUFFED_ACCOUNTS) return undefined;
      // An office behind one address mistypes passwords too, and signs in as well.
      if (successes.count(address) * 2 >= accounts) return undefined;
      failures.forget(address);
      return {
        id: "credential-stuffing",
        event: "attack.stuffing",
        address,
        accountId: undefined,
        count: accounts,
        detail: `Sign-ins of ${accounts} accounts failed from one address within 10 minutes.`,
      };
    },
  };
};

const createTravel = (clock: Clock) => {
  const signIns = createMemory<{
    readonly at: number;
    readonly network: string;
    readonly agent: string;
  }>(clock);
  return {
    size: signIns.size,
    hear: ({ name, clientAddress, subject, agent = "" }: SecurityEvent): Pattern | undefined => {
      if (name !== "session.started" || clientAddress === undefined) return undefined;
      if (subject === undefined || !isUuid(subject)) return undefined;
      const network = networkOf(clientAddress);
      const kept = signIns.add(subject, { at: clock.now(), network, agent });
      const places = distinct(kept, (one) => one.network);
      // A telephone changes its network on the way; it stays the same telephone.
      if (places < PLACES || distinct(kept, (one) => one.agent) < PLACES) return undefined;
      signIns.forget(subject);
      return {
        id: "impossible-travel",
        event: "attack.travel",
        address: undefined,
        accountId: subject,
        count: places,
        detail: `It signed in from ${places} networks with ${PLACES} or more devices within 10 minutes.`,
      };
    },
  };
};

/** The gate blocks whoever looks for paths by itself: here it gets its name. */
const scanningOf = ({ name, clientAddress, data = {} }: SecurityEvent): Pattern | undefined => {
  if (name !== "address.blocked" || data["reason"] !== "path.unknown") return undefined;
  if (clientAddress === undefined) return undefined;
  return {
    id: "scanning",
    event: "attack.scanning",
    address: addressKey(clientAddress),
    accountId: undefined,
    count: 1,
    detail: "One address asked for many paths that do not exist within 5 minutes.",
  };
};

/** Looks for patterns in the events of this process. */
export interface PatternWatch {
  readonly hear: (event: SecurityEvent) => void;
  /** Keys that are remembered. */
  readonly size: () => number;
}

/** Builds the watch; a pattern is told of once, and begins anew then. */
export const createPatternWatch = (parts: {
  readonly clock: Clock;
  readonly onPattern: (pattern: Pattern, event: SecurityEvent) => void;
}): PatternWatch => {
  const stuffing = createStuffing(parts.clock);
  const travel = createTravel(parts.clock);
  return {
    size: () => stuffing.size() + travel.size(),
    hear: (event) => {
      for (const found of [stuffing.hear(event), travel.hear(event), scanningOf(event)]) {
        if (found !== undefined) parts.onPattern(found, event);
      }
    },
  };
};
