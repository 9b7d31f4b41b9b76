import {
  type AddressRange,
  addressKey,
  type Clock,
  type Events,
  type IdGenerator,
  isWithin,
  parseRange,
  platformErrors,
  requireRanges,
} from "#core";
import { isFromElsewhere, type RequestContext, type StageFactory } from "#http";
import type { Logger, Metrics } from "#telemetry";
import { createAddressBook, type Standing } from "./address-book.ts";
import { createElsewhere } from "./elsewhere.ts";
import { type AddressEntry, BLOCK_MS, FORGIVEN_AFTER_MS } from "./entries.ts";
import { createSuspicion, SUSPICION_POINTS } from "./suspicion.ts";
import { createTopologyWatch, type TopologyAlarm } from "./topology.ts";

/** What the gate is made from. */
export interface GateParts {
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly newId: IdGenerator;
  readonly trustedProxies: readonly string[];
  /** Ranges that are never blocked, and those that are always refused. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /** Points of suspicion within five minutes after which an address is blocked; 0 for never. */
  readonly threshold: number;
  /** Whether people come by https although nothing here speaks it. */
  readonly needsProxy: boolean;
}

/** What every request meets first: is its address let in at all (RL-13, RL-08). */
export interface Gate {
  /** For place `protect`, before everything else. */
  readonly protect: StageFactory;
  /** A call that a limit refused. */
  readonly noteRefusal: (context: RequestContext) => void;
  /**
   * Blocks an address by itself, as for what made it suspicious; undefined where it is never blocked,
   * listed already, shared by many callers, or nothing is ever blocked by itself.
   */
  readonly block: (address: string, reason: string) => AddressEntry | undefined;
  /** Everything listed, also what has ended and makes the next block longer. */
  readonly entries: () => readonly AddressEntry[];
  /** Puts these in the place of all entries: what all nodes agree on. */
  readonly replace: (entries: readonly AddressEntry[]) => void;
  /** Hears of every block that the gate itself makes. */
  readonly onBlocked: (listener: (entry: AddressEntry) => void) => void;
  /** The one spelling of an address or range; undefined for what is none. */
  readonly rangeOf: (text: string) => string | undefined;
  /** Whether a range holds an address that is never blocked, such as a declared proxy. */
  readonly holdsExempt: (range: string) => boolean;
  /** Whether a range holds an address. */
  readonly holds: (range: string, address: string) => boolean;
  readonly alarm: () => TopologyAlarm | undefined;
}

/** Programs of this machine itself: nobody else can have these addresses. */
const OWN_MACHINE = ["127.0.0.1", "::1"];

const refuseFor = (context: RequestContext, until: number, now: number): never => {
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000));
  context.addHeader("RateLimit", `"address";r=0;t=${seconds}`);
  throw platformErrors.make.ADDRESS_BLOCKED({
    extra: { retryAfter: seconds, blockedUntil: new Date(until).toISOString() },
    headers: { "Retry-After": String(seconds) },
  });
};

const overlaps = (a: AddressRange, b: AddressRange): boolean =>
  a.bits <= b.bits ? isWithin(b.groups, a) : isWithin(a.groups, b);

const requireRange = (text: string): AddressRange => {
  const [range] = requireRanges([text]);
  if (range === undefined) throw new RangeError("no range");
  return range;
};

/** Blocks addresses that grew suspicious, longer each time. */
const createBlocker = (
  parts: Pick<GateParts, "clock" | "events" | "newId" | "metrics">,
  entries: () => readonly AddressEntry[],
) => {
  const { clock, events } = parts;
  const blocks = parts.metrics.counter({
    name: "address_blocks_total",
    help: "Blocks that suspicious addresses were given, by how often they had one before",
    labels: ["level"],
  });
  const listeners = new Set<(entry: AddressEntry) => void>();

  const levelOf = (range: string, now: number): number => {
    const before = entries().filter(
      (entry) =>
        entry.origin === "automatic" &&
        entry.range === range &&
        (entry.until ?? now) + FORGIVEN_AFTER_MS > now,
    );
    return 1 + Math.max(0, ...before.map(({ level }) => level));
  };

  return {
    listeners,
    block: (address: string, reason: string): AddressEntry | undefined => {
      const range = parseRange(address)?.text;
      if (range === undefined) return undefined;
      const now = clock.now();
      const level = levelOf(range, now);
      const lasts = BLOCK_MS[Math.min(level, BLOCK_MS.length) - 1] ?? 0;
      const entry: AddressEntry = {
        id: parts.newId(),
        range,
        kind: "block",
        origin: "automatic",
        reason,
        level,
        from: now,
        until: now + lasts,
      };
      blocks.child({ level: String(Math.min(level, BLOCK_MS.length)) }).inc();
      events.emit("security", {
        name: "address.blocked",
        severity: "alert",
        clientAddress: address,
        data: { range, reason, level, until: new Date(now + lasts).toISOString() },
      });
      return entry;
    },
  };
};

/**
 * Builds the gate. Declared proxies, this machine and allowed ranges are never refused; an address
 * that many callers seem to share is never blocked by itself. Points are counted by each node;
 * whoever listens to `onBlocked` tells the other nodes.
 */
export const createGate = (parts: GateParts): Gate => {
  const { clock, events, metrics } = parts;
  const exempt = requireRanges([...OWN_MACHINE, ...parts.trustedProxies, ...parts.allowed]);
  const book = createAddressBook({ exempt, denied: requireRanges(parts.denied) });
  const topology = createTopologyWatch(parts);
  const suspicion = createSuspicion(clock, parts.threshold);
  const elsewhere = createElsewhere(parts);
  const blocker = createBlocker(parts, book.entries);
  const refusals = metrics.counter({
    name: "address_refusals_total",
    help: "Requests refused for their address, by why",
    labels: ["standing"],
  });
  const refused = {
    blocked: refusals.child({ standing: "blocked" }),
    denied: refusals.child({ standing: "denied" }),
    elsewhere: refusals.child({ standing: "elsewhere" }),
  };

  /** Whether nothing speaks for an address, or against it already. */
  const isPlain = (address: string): boolean =>
    book.standingOf(address, clock.now()).kind === "plain" && !topology.isShared(address);
  const block = (address: string, reason: string): AddressEntry | undefined => {
    if (!isPlain(address)) return undefined;
    const entry = blocker.block(address, reason);
    if (entry === undefined) return undefined;
    book.add(entry);
    for (const listener of blocker.listeners) listener(entry);
    return entry;
  };
  const suspect = (address: string, what: string, fromElsewhere: boolean): void => {
    const points = SUSPICION_POINTS[what];
    if (points === undefined) return;
    if (!fromElsewhere) {
      if (suspicion.add(addressKey(address), points)) block(address, what);
    } else if (isPlain(address)) elsewhere.suspect(address, what, points);
  };
  events.on("security", ({ name, clientAddress, fromElsewhere = false }) => {
    if (clientAddress !== undefined && Object.hasOwn(SUSPICION_POINTS, name)) {
      suspect(clientAddress, name, fromElsewhere);
    }
  });

  const refuseElsewhere = (context: RequestContext, until: number | undefined): void => {
    if (until === undefined) return;
    refused.elsewhere.inc();
    refuseFor(context, until, clock.now());
  };
  const refuse = (context: RequestContext, { kind, entry }: Standing, now: number): void => {
    if (kind === "denied" || (kind === "blocked" && (entry?.until ?? null) === null)) {
      refused.denied.inc();
      throw platformErrors.make.ADDRESS_DENIED();
    }
    if (kind !== "blocked" || entry === undefined || entry.until === null) return;
    refused.blocked.inc();
    refuseFor(context, entry.until, now);
  };

  return {
    protect: (policy) => {
      // Stands for every path that no route covers; a question of CORS is no search for one.
      const isUnmatched = policy.path === "(unmatched)";
      return (context) => {
        topology.observe(context);
        const { clientAddress } = context;
        if (!book.isEmpty()) {
          const now = clock.now();
          refuse(context, book.standingOf(clientAddress, now), now);
        }
        const fromElsewhere = isFromElsewhere(context);
        if (fromElsewhere) refuseElsewhere(context, elsewhere.shutUntil(clientAddress));
        if (isUnmatched && context.raw.method !== "OPTIONS") {
          suspect(clientAddress, "path.unknown", fromElsewhere);
        }
      };
    },
    noteRefusal: (context) =>
      suspect(context.clientAddress, "limit.refused", isFromElsewhere(context)),
    block: (address, reason) => (parts.threshold === 0 ? undefined : block(address, reason)),
    entries: book.entries,
    replace: book.replace,
    onBlocked: (listener) => {
      blocker.listeners.add(listener);
    },
    rangeOf: (text) => parseRange(text)?.text,
    holdsExempt: (range) => {
      const asked = requireRange(range);
      return exempt.some((one) => overlaps(one, asked));
    },
    holds: (range, address) => {
      const of = parseRange(address);
      return of !== undefined && overlaps(requireRange(range), of);
    },
    alarm: topology.alarm,
  };
};
