import type { Clock } from "#core";
import { matcher } from "../dropping/pattern.ts";
import { ownKey } from "../keys.ts";
import type { SharedItem, SharedTier } from "./contract.ts";

interface Lease {
  readonly token: string;
  readonly until: number;
  readonly tags: readonly string[];
}

interface Entry {
  readonly text: string;
  readonly until: number;
  readonly tags: readonly string[];
}

/**
 * Builds a shared tier in the memory of one process: nodes of one test share it. It does what the tier
 * in Redis does, as far as the conformance suite tells.
 */
export const createLocalSharedTier = (options: {
  readonly clock: Clock;
  /** How long one computation may take, in milliseconds: so long its lease is good. */
  readonly leaseMs: number;
}): SharedTier => {
  const { clock, leaseMs } = options;
  const entries = new Map<string, Entry>();
  const leases = new Map<string, Lease>();
  let given = 0;

  const dropWhere = (isMeant: (key: string, tags: readonly string[]) => boolean): void => {
    for (const kept of [entries, leases]) {
      for (const [key, { tags }] of kept) if (isMeant(key, tags)) kept.delete(key);
    }
  };
  const write = (key: string, { text, freshMs, tags }: SharedItem): void => {
    leases.delete(key);
    entries.set(key, { text, until: clock.now() + freshMs, tags });
  };

  return {
    read: async (key, tags) => {
      const now = clock.now();
      const entry = entries.get(key);
      if (entry !== undefined && now < entry.until) {
        const { text, until } = entry;
        return { found: { text, freshMs: until - now }, lease: undefined };
      }
      entries.delete(key);
      const held = leases.get(key);
      if (held !== undefined && now < held.until) return { found: undefined, lease: undefined };
      given += 1;
      const token = String(given);
      leases.set(key, { token, until: now + leaseMs, tags });
      return { found: undefined, lease: token };
    },
    fill: async (key, lease, item) => {
      const held = leases.get(key);
      if (held?.token !== lease || clock.now() >= held.until) return false;
      write(key, item);
      return true;
    },
    write: async (key, item) => write(key, item),
    drop: async (key) => {
      entries.delete(key);
      leases.delete(key);
    },
    dropTag: async (tag) => dropWhere((_key, tags) => tags.includes(tag)),
    dropPattern: async (pattern) => {
      const matches = matcher(pattern);
      dropWhere((key) => matches(ownKey(key)));
    },
    dropAll: async () => dropWhere(() => true),
  };
};
