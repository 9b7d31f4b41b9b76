import { COMMON_PREFIX } from "../keys.ts";

/** Entries by key; those of everyone also by the key without its prefix. */
export interface EntryMap<E> {
  readonly get: (key: string) => E | undefined;
  /** A key of everyone, without its prefix: to join the two costs more than to look. */
  readonly getCommon: (key: string) => E | undefined;
  readonly set: (entry: E) => void;
  readonly delete: (entry: E) => void;
  /** Misses nothing that stays, also where it is walked while others come and go. */
  readonly values: () => MapIterator<E>;
  readonly size: () => number;
}

/** Builds an empty map. */
export const createEntryMap = <E extends { readonly key: string }>(): EntryMap<E> => {
  const entries = new Map<string, E>();
  const common = new Map<string, E>();
  const commonKey = ({ key }: E): string | undefined =>
    key.startsWith(COMMON_PREFIX) ? key.slice(COMMON_PREFIX.length) : undefined;
  return {
    get: (key) => entries.get(key),
    getCommon: (key) => common.get(key),
    set: (entry) => {
      entries.set(entry.key, entry);
      const short = commonKey(entry);
      if (short !== undefined) common.set(short, entry);
    },
    delete: (entry) => {
      entries.delete(entry.key);
      const short = commonKey(entry);
      if (short !== undefined) common.delete(short);
    },
    values: () => entries.values(),
    size: () => entries.size,
  };
};
