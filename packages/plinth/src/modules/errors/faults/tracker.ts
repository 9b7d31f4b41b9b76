import { type Clock, createBoundedMap } from "#core";
import { type Fault, type FaultSource, faultsLeftOver } from "./fault.ts";

/** Length of a slot of counts, in milliseconds. */
export const SLOT_MS = 300_000;

/** Kinds that wait to be written at most; each is a few hundred bytes. */
const MAX_WAITING = 200;
/** New kinds of one source that this node takes in an hour: a storm of them fills no store. */
const MAX_NEW_PER_HOUR = 100;
const HOUR_MS = 3_600_000;
/** Kinds of which it is remembered that they are not new. */
const MAX_KNOWN = 5_000;

/** Occurrences of one kind since the last writing; times in milliseconds since the epoch. */
export interface CountedFault {
  /** The last one. */
  readonly fault: Fault;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** How often, by the beginning of the slot. */
  readonly slots: ReadonlyMap<number, number>;
}

/** Counts faults in memory, so that a storm of them costs no writing. */
export interface FaultTracker {
  readonly note: (fault: Fault) => void;
  /** What was counted since the last call. */
  readonly take: () => readonly CountedFault[];
  /** Gives back what could not be written. */
  readonly restore: (batch: readonly CountedFault[]) => void;
  /** Tells which kinds are stored already. */
  readonly know: (ids: readonly string[]) => void;
}

const startOfSlot = (at: number): number => at - (at % SLOT_MS);

const added = (known: CountedFault | undefined, more: CountedFault): CountedFault => {
  if (known === undefined) return more;
  const slots = new Map(known.slots);
  for (const [slot, times] of more.slots) slots.set(slot, (slots.get(slot) ?? 0) + times);
  const last = more.lastAt >= known.lastAt ? more.fault : known.fault;
  return {
    fault: last,
    times: known.times + more.times,
    firstAt: Math.min(known.firstAt, more.firstAt),
    lastAt: Math.max(known.lastAt, more.lastAt),
    slots,
  };
};

/** Builds a tracker that knows no kind. */
export const createFaultTracker = ({ now }: Clock): FaultTracker => {
  const known = createBoundedMap<string, true>(MAX_KNOWN);
  const fresh = new Map<FaultSource, { readonly since: number; count: number }>();
  let waiting = new Map<string, CountedFault>();

  /** Whether there is room for one more kind of a source; takes it. */
  const takesNew = (source: FaultSource, at: number): boolean => {
    const window = fresh.get(source);
    if (window === undefined || at - window.since >= HOUR_MS) {
      fresh.set(source, { since: at, count: 1 });
      return true;
    }
    window.count += 1;
    return window.count <= MAX_NEW_PER_HOUR;
  };

  const admitted = (fault: Fault, at: number): Fault => {
    if (waiting.has(fault.id)) return fault;
    if (waiting.size >= MAX_WAITING) return faultsLeftOver(fault.source);
    if (!known.has(fault.id)) {
      if (!takesNew(fault.source, at)) return faultsLeftOver(fault.source);
      known.set(fault.id, true);
    }
    return fault;
  };

  const add = (counted: CountedFault): void => {
    const { id } = counted.fault;
    waiting.set(id, added(waiting.get(id), counted));
  };

  return {
    note: (fault) => {
      const at = now();
      const slots = new Map([[startOfSlot(at), 1]]);
      add({ fault: admitted(fault, at), times: 1, firstAt: at, lastAt: at, slots });
    },
    take: () => {
      const batch = [...waiting.values()];
      waiting = new Map();
      return batch;
    },
    restore: (batch) => {
      for (const counted of batch) add(counted);
    },
    know: (ids) => {
      for (const id of ids) known.set(id, true);
    },
  };
};
