import type { Clock } from "#core";
import type { LimitKey } from "#policy";

/** One identity under one rule, and how often it came. */
export interface TopKey {
  readonly rule: string;
  readonly by: LimitKey;
  /** As it is counted: an address, an account id, a key id, or a reference that tells no text. */
  readonly identity: string;
  /** Where the last of its calls came from. */
  readonly address: string;
  readonly calls: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

/** Keeps the keys that come most often, in bounded memory. */
export interface TopKeys {
  readonly note: (key: Omit<TopKey, "calls" | "lastAt">) => void;
  /** The most frequent of the last half hour to hour, most first. */
  readonly top: (count: number) => readonly TopKey[];
}

/** Keys that are kept at once; the rarest makes room (space saving, Metwally 2005). */
const MAX_KEYS = 200;
const GENERATION_MS = 1_800_000;

interface Counted extends TopKey {
  calls: number;
  lastAt: number;
  address: string;
}

type Generation = Map<string, Counted>;

const rarest = (generation: Generation): readonly [string, number] => {
  let key = "";
  let least = Number.POSITIVE_INFINITY;
  for (const [candidate, { calls }] of generation) {
    if (calls >= least) continue;
    key = candidate;
    least = calls;
  }
  return [key, least];
};

/** Builds the list; `weight` is how many calls one note stands for, where calls are sampled. */
export const createTopKeys = (clock: Clock, weight = 1): TopKeys => {
  let current: Generation = new Map();
  let before: Generation = new Map();
  let endsAt = clock.now() + GENERATION_MS;

  const turn = (now: number): void => {
    if (now < endsAt) return;
    before = now < endsAt + GENERATION_MS ? current : new Map();
    current = new Map();
    endsAt = now + GENERATION_MS;
  };

  return {
    note: ({ rule, by, identity, address }) => {
      const now = clock.now();
      turn(now);
      const key = `${rule}|${by}|${identity}`;
      const known = current.get(key);
      if (known !== undefined) {
        known.calls += weight;
        known.lastAt = now;
        known.address = address;
        return;
      }
      let calls = weight;
      if (current.size >= MAX_KEYS) {
        const [loser, had] = rarest(current);
        current.delete(loser);
        // It may have come as often as the one that leaves: better too many than one overlooked.
        calls += had;
      }
      current.set(key, { rule, by, identity, address, calls, lastAt: now });
    },
    top: (count) => {
      turn(clock.now());
      const joined: Generation = new Map(before);
      for (const [key, counted] of current) {
        const calls = counted.calls + (before.get(key)?.calls ?? 0);
        joined.set(key, { ...counted, calls });
      }
      return [...joined.values()].toSorted((a, b) => b.calls - a.calls).slice(0, count);
    },
  };
};
