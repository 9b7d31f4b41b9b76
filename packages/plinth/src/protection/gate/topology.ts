import {
  type AddressRange,
  addressGroups,
  type Clock,
  type Events,
  isWithin,
  requireRanges,
} from "#core";
import type { RequestContext } from "#http";
import type { Logger, Metrics } from "#telemetry";

/** How the caller of every request may have come to be the same one. */
export type TopologyFault =
  /** A machine of our own network passes requests on and is not in TRUSTED_PROXIES. */
  | "undeclared-proxy"
  /** The first declared proxy is reached through another one, in the internet. */
  | "undeclared-hop"
  /** Declared proxies pass requests on and do not say for whom. */
  | "silent-proxy"
  /** People come by https, nothing here speaks it, and no proxy is declared. */
  | "https-without-proxy";

/** What is wrong with the way requests come in. */
export interface TopologyAlarm {
  readonly fault: TopologyFault;
  /** The address that many callers seem to share; empty where none is known. */
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Notices that limits by address count many callers as one (RL-08). */
export interface TopologyWatch {
  readonly observe: (context: RequestContext) => void;
  /** Whether an address of our own network stands for many callers: nothing is held against it. */
  readonly isShared: (address: string) => boolean;
  readonly alarm: () => TopologyAlarm | undefined;
}

/** What the watch is made from. */
export interface TopologyParts {
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly trustedProxies: readonly string[];
  /** Whether people come by https although nothing here speaks it, as the settings say. */
  readonly needsProxy: boolean;
}

/** Addresses that no caller in the internet has (RFC 6890). */
const PRIVATE = requireRanges([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);

/** Length of one look, in milliseconds. */
const LOOK_MS = 60_000;
/** Requests of one look from which on a private address that passes others on is sure to. */
const ENOUGH_PRIVATE = 20;
/** The same where callers could pretend: many more, for many, and nearly all there is. */
const ENOUGH_PUBLIC = 100;
const ENOUGH_NAMES = 8;
const NEARLY_ALL = 0.9;
/** Share of requests that somebody else on the machine of a proxy may make. */
const FEW = 0.05;
const MAX_CANDIDATES = 64;
/** From what a caller could pretend to what is certain. */
const RANK: readonly TopologyFault[] = [
  "undeclared-hop",
  "https-without-proxy",
  "silent-proxy",
  "undeclared-proxy",
];
const REMEDY =
  "limits by address count all callers behind it as one; declare the proxies in TRUSTED_PROXIES";

/** What came from one address within one look. */
interface Candidate {
  /** Requests that say they were passed on for somebody whom nobody vouches for. */
  forwarded: number;
  plain: number;
  readonly names: Set<string>;
}

/** The address that the header names first: whom the request is said to come from. */
const claimed = (header: string): string => {
  const end = header.indexOf(",");
  return (end === -1 ? header : header.slice(0, end)).trim();
};

const faultOf = (
  { forwarded, plain, names }: Candidate,
  total: number,
  isPrivate: boolean,
): TopologyFault | undefined => {
  if (plain > forwarded * FEW) return undefined;
  if (isPrivate) return forwarded >= ENOUGH_PRIVATE ? "undeclared-proxy" : undefined;
  const isMany = forwarded >= ENOUGH_PUBLIC && names.size >= ENOUGH_NAMES;
  return isMany && forwarded >= total * NEARLY_ALL ? "undeclared-hop" : undefined;
};

/** The alarm: raised by what is certain over what is likely, over once a whole look is without it. */
const createAlarm = ({ clock, events, log }: Pick<TopologyParts, "clock" | "events" | "log">) => {
  let current: TopologyAlarm | undefined;
  let isSeen = false;
  return {
    current: () => current,
    raise: (fault: TopologyFault, address: string): void => {
      if (current?.fault === fault && current.address === address) {
        isSeen = true;
        return;
      }
      // What callers could pretend never hides what they could not.
      if (current !== undefined && RANK.indexOf(fault) <= RANK.indexOf(current.fault)) return;
      isSeen = true;
      current = { fault, address, since: clock.now() };
      log.error("callers cannot be told apart", { fault, address, remedy: REMEDY });
      events.emit("security", {
        name: "limits.shared-address",
        severity: "alert",
        ...(address === "" ? {} : { clientAddress: address }),
        data: { fault },
      });
    },
    /** Ends a look in which `total` requests came. */
    endLook: (total: number): void => {
      const stays = isSeen || total === 0 || current?.fault === "https-without-proxy";
      isSeen = false;
      if (current === undefined || stays) return;
      log.info("callers can be told apart again", { fault: current.fault });
      events.emit("security", { name: "limits.addresses-apart", severity: "info" });
      current = undefined;
    },
    /** Somebody came by https: it is spoken here, or by a declared proxy. */
    seeHttps: (): void => {
      if (current?.fault === "https-without-proxy") current = undefined;
    },
  };
};

const isIn = (ranges: readonly AddressRange[], address: string): boolean => {
  const groups = addressGroups(address);
  return groups !== undefined && ranges.some((range) => isWithin(groups, range));
};

/** What was seen within one look. */
interface Look {
  readonly endsAt: number;
  readonly candidates: Map<string, Candidate>;
  /** Requests of declared proxies that name nobody. */
  silent: number;
  total: number;
}

const freshCandidate = (plain: number): Candidate => ({ forwarded: 0, plain, names: new Set() });

/** Begins a look; who passed requests on in the one before is counted from its first request. */
const beginLook = (now: number, before?: Look): Look => ({
  endsAt: now + LOOK_MS,
  candidates: new Map(
    [...(before?.candidates ?? [])].flatMap(([address, { forwarded }]) =>
      forwarded === 0 ? [] : [[address, freshCandidate(0)] as const],
    ),
  ),
  silent: 0,
  total: 0,
});

const candidateOf = ({ candidates, total }: Look, address: string): Candidate | undefined => {
  const found = candidates.get(address);
  if (found !== undefined || candidates.size >= MAX_CANDIDATES) return found;
  // Nobody counted for whom earlier requests came: as far as is known, for nobody.
  const fresh = freshCandidate(total - 1);
  candidates.set(address, fresh);
  return fresh;
};

/**
 * Builds the watch. It counts what forwarding headers claim and never believes them: no address is
 * taken from one, and no budget. While the alarm holds, limits go on for the one address that is
 * known, and no block falls on it.
 */
export const createTopologyWatch = (parts: TopologyParts): TopologyWatch => {
  const { clock } = parts;
  const trusted = requireRanges(parts.trustedProxies);
  const shared = parts.metrics
    .counter({
      name: "shared_address_requests_total",
      help: "Requests from an address that many callers seem to share, because a proxy is undeclared",
    })
    .child();
  const alarm = createAlarm(parts);
  let look = beginLook(clock.now());

  const noteForwarded = (address: string, name: string): void => {
    const candidate = candidateOf(look, address);
    if (candidate === undefined) return;
    candidate.forwarded += 1;
    if (candidate.names.size < ENOUGH_NAMES) candidate.names.add(name);
    // Looked at when it can first be so, and now and then after that.
    if (candidate.forwarded % ENOUGH_PRIVATE !== 0) return;
    const fault = faultOf(candidate, look.total, isIn(PRIVATE, address));
    if (fault !== undefined) alarm.raise(fault, address);
  };

  /** Nobody is named: usual, unless it is a proxy that comes. */
  const noteUnnamed = (address: string): void => {
    const candidate = look.candidates.get(address);
    if (candidate !== undefined) candidate.plain += 1;
    else if (trusted.length > 0 && isIn(trusted, address)) {
      look.silent += 1;
      const isAll = look.silent >= ENOUGH_PUBLIC && look.silent >= look.total * NEARLY_ALL;
      if (isAll) alarm.raise("silent-proxy", address);
    }
  };

  if (parts.needsProxy) alarm.raise("https-without-proxy", "");

  return {
    observe: ({ raw, clientAddress, secure }) => {
      const now = clock.now();
      if (now >= look.endsAt) {
        alarm.endLook(look.total);
        look = beginLook(now, look);
      }
      look.total += 1;
      if (secure) alarm.seeHttps();
      if (alarm.current()?.address === clientAddress) shared.inc();
      const header = raw.headers["x-forwarded-for"];
      if (header === undefined) {
        noteUnnamed(clientAddress);
        return;
      }
      const name = claimed(Array.isArray(header) ? header.join(",") : header);
      if (name !== clientAddress) noteForwarded(clientAddress, name);
    },
    isShared: (address) => {
      const current = alarm.current();
      return current?.fault === "undeclared-proxy" && current.address === address;
    },
    alarm: alarm.current,
  };
};
