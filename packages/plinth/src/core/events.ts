import type { SecurityEventName } from "./security-events.ts";

/** A fact worth recording for security (LOG-03); the names are closed, the data is free of secrets. */
export interface SecurityEvent {
  /** A name of the catalogue, such as "signin.failed", "limit.exceeded", "csrf.refused". */
  readonly name: SecurityEventName;
  readonly severity: "info" | "warning" | "alert";
  readonly requestId?: string;
  /** The trace in which it happened; the announcer adds it where one is under way. */
  readonly traceId?: string;
  readonly clientAddress?: string;
  /** Whether a page of another site caused it, as its reader's browser says. */
  readonly fromElsewhere?: boolean;
  /** The User-Agent header, as it was sent. */
  readonly agent?: string;
  /** Account id, or a keyed reference when the account is unknown. */
  readonly subject?: string;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** A part of the application changed its state (HLT-08); what alerts are made of. */
export interface HealthChange {
  readonly name: "health.changed";
  /** The part, such as "database" or the name of a module. */
  readonly component: string;
  readonly from: "ok" | "degraded" | "failed" | "unknown";
  readonly to: "ok" | "degraded" | "failed" | "unknown";
  /** When it was seen, in milliseconds since the epoch. */
  readonly at: number;
  /** Bounded text without secrets; empty when there is nothing to say. */
  readonly detail: string;
}

/** A cache answers too few reads, or enough of them again (CACHE-06); what alerts are made of. */
export interface CacheChange {
  readonly name: "cache.low" | "cache.recovered";
  /** The namespace. */
  readonly cache: string;
  /** Of the reads since the last look, 0 to 1. */
  readonly hitRate: number;
  readonly reads: number;
}

/** The moments that rooms announce. Telemetry listens; the core knows no listener. */
export interface EventMap {
  readonly security: SecurityEvent;
  readonly health: HealthChange;
  readonly cache: CacheChange;
  readonly audit: {
    readonly name: string;
    readonly actor?: string;
    readonly requestId?: string;
    /** As of a security event. */
    readonly traceId?: string;
    readonly clientAddress?: string;
    /** The User-Agent header, as it was sent. */
    readonly agent?: string;
    readonly outcome: "success" | "refused" | "failed";
    /** The call of a route that says so is in the audit trail already, by itself. */
    readonly isRecorded?: true;
    /** Bounded details without secrets, such as what was changed from what to what. */
    readonly data?: Readonly<Record<string, string | number | boolean>>;
  };
}

/** A typed announcer. A listener that throws never breaks the announcer. */
export interface Events {
  readonly emit: <K extends keyof EventMap>(kind: K, event: EventMap[K]) => void;
  /** Adds a listener; the result removes it. */
  readonly on: <K extends keyof EventMap>(
    kind: K,
    listener: (event: EventMap[K]) => void,
  ) => () => void;
  /** Whether anybody listens: an announcement that nobody hears is a monitor that is off (HLT-06). */
  readonly isHeard: (kind: keyof EventMap) => boolean;
}

type Listener = (event: never) => void;

/** Moments that say in which trace they happened. */
const TRACED: ReadonlySet<keyof EventMap> = new Set(["security", "audit"]);

/**
 * Builds an announcer; `onFault` hears of listeners that threw, `traceId` tells of the trace under way.
 */
export const createEvents = (
  onFault: (fault: unknown) => void,
  traceId: () => string | undefined = () => undefined,
): Events => {
  const listeners = new Map<keyof EventMap, Set<Listener>>();
  const withTrace = <K extends keyof EventMap>(kind: K, event: EventMap[K]): EventMap[K] => {
    const id = TRACED.has(kind) ? traceId() : undefined;
    return id === undefined ? event : { traceId: id, ...event };
  };
  return {
    emit: (kind, given) => {
      const event = withTrace(kind, given);
      for (const listener of listeners.get(kind) ?? []) {
        try {
          listener(event as never);
        } catch (fault) {
          onFault(fault);
        }
      }
    },
    on: (kind, listener) => {
      const set = listeners.get(kind) ?? new Set<Listener>();
      listeners.set(kind, set);
      set.add(listener as Listener);
      return () => set.delete(listener as Listener);
    },
    isHeard: (kind) => (listeners.get(kind)?.size ?? 0) > 0,
  };
};
