import type { Clock } from "#core";
import { createEntryMap } from "./entry-map.ts";
import { measureAndFreeze } from "./measure.ts";
import { createShelves, type Shelf, type Shelved } from "./shelves.ts";
import { createTagIndex } from "./tag-index.ts";

/** Something that is kept. */
export interface MemoryEntry extends Shelved<MemoryEntry> {
  readonly key: string;
  readonly value: unknown;
  readonly bytes: number;
  readonly tags: readonly string[];
  /** Instants by the monotonic clock: until when it is good, and until when it may be served at all. */
  readonly freshUntil: number;
  readonly expiresAt: number;
  /** What awaits the value gets this one, made at the first such read: a hit then makes nothing. */
  answer: Promise<unknown> | undefined;
}

/** What is to be kept. */
export interface MemoryItem {
  readonly value: unknown;
  readonly tags: readonly string[];
  readonly freshMs: number;
  readonly staleMs: number;
}

/** What a tier counted since it was built, and what it holds now. */
export interface MemoryFigures {
  readonly entries: number;
  readonly bytes: number;
  readonly evicted: number;
  readonly expired: number;
  /** Reads that brought something back to the first shelf. */
  readonly promoted: number;
  /** Moves to the next shelf for want of reads. */
  readonly demoted: number;
  readonly shelves: Readonly<Record<string, number>>;
}

/** The tier in the memory of the process: nothing is serialised, and a read takes no promise. */
export interface MemoryTier {
  /** What is kept under a key and has not expired at `now`; it counts as read. */
  readonly read: (key: string, now: number) => MemoryEntry | undefined;
  /** The same for a key of everyone, without its prefix: to join the two costs more than to look. */
  readonly readCommon: (key: string, now: number) => MemoryEntry | undefined;
  /** Keeps a value; false where it alone is larger than the tier. @throws {RangeError} as measured. */
  readonly write: (key: string, item: MemoryItem) => boolean;
  readonly remove: (key: string) => boolean;
  readonly removeTag: (tag: string) => number;
  readonly removeWhere: (isMeant: (key: string) => boolean) => number;
  readonly clear: () => void;
  /** Takes away what expired and moves what was not read; a bounded step, to be called now and then. */
  readonly tidy: () => void;
  readonly figures: () => MemoryFigures;
}

/** What a tier is built from. */
export interface MemoryTierOptions {
  readonly maxBytes: number;
  /** One or more, the first for what was just read. */
  readonly shelves: readonly [Shelf, ...Shelf[]];
  /** Monotonic. */
  readonly clock: Clock;
}

/** A key, its entry, the promise of its value and its place in two maps, roughly. */
const ENTRY_BYTES = 240;
/** How many entries one step of tidying looks at. */
const TIDY_STEP = 2_000;

/** Builds an empty tier. */
export const createMemoryTier = ({ maxBytes, shelves, clock }: MemoryTierOptions): MemoryTier => {
  const entries = createEntryMap<MemoryEntry>();
  const tagged = createTagIndex<MemoryEntry>();
  const kept = createShelves<MemoryEntry>(shelves);
  const counts = { evicted: 0, expired: 0 };
  let bytes = 0;
  /** Where tidying goes on; iterators of a map see what is added and miss what is gone. */
  let walk = entries.values();

  const drop = (entry: MemoryEntry): void => {
    entries.delete(entry);
    kept.remove(entry);
    bytes -= entry.bytes;
    tagged.remove(entry);
  };

  const expire = (entry: MemoryEntry): void => {
    drop(entry);
    counts.expired += 1;
  };

  const makeRoom = (): void => {
    for (let last = kept.last(); bytes > maxBytes && last !== undefined; last = kept.last()) {
      drop(last);
      counts.evicted += 1;
    }
  };

  const removeAll = (meant: Iterable<MemoryEntry>): number => {
    let removed = 0;
    for (const entry of meant) {
      drop(entry);
      removed += 1;
    }
    return removed;
  };

  const touch = (entry: MemoryEntry | undefined, now: number): MemoryEntry | undefined => {
    if (entry === undefined) return undefined;
    if (now >= entry.expiresAt) {
      expire(entry);
      return undefined;
    }
    kept.read(entry, now);
    return entry;
  };

  return {
    read: (key, now) => touch(entries.get(key), now),
    readCommon: (key, now) => touch(entries.getCommon(key), now),
    write: (key, { value, tags, freshMs, staleMs }) => {
      const known = entries.get(key);
      if (known !== undefined) drop(known);
      const size = ENTRY_BYTES + key.length * 2 + measureAndFreeze(value);
      if (size > maxBytes) return false;
      const now = clock.now();
      const entry: MemoryEntry = {
        key,
        value,
        bytes: size,
        tags,
        freshUntil: now + freshMs,
        expiresAt: now + freshMs + staleMs,
        answer: undefined,
        shelf: 0,
        readAt: now,
        before: undefined,
        after: undefined,
      };
      entries.set(entry);
      kept.add(entry);
      bytes += size;
      tagged.add(entry);
      makeRoom();
      return true;
    },
    remove: (key) => {
      const entry = entries.get(key);
      if (entry !== undefined) drop(entry);
      return entry !== undefined;
    },
    removeTag: (tag) => removeAll(tagged.of(tag)),
    removeWhere: (isMeant) => removeAll([...entries.values()].filter(({ key }) => isMeant(key))),
    clear: () => void removeAll([...entries.values()]),
    tidy: () => {
      const now = clock.now();
      for (const entry of kept.moveOn(now)) expire(entry);
      for (let step = 0; step < TIDY_STEP; step += 1) {
        const { value: entry, done } = walk.next();
        if (done) {
          walk = entries.values();
          return;
        }
        if (now >= entry.expiresAt) expire(entry);
      }
    },
    figures: () => ({
      entries: entries.size(),
      bytes,
      ...counts,
      ...kept.figures(),
    }),
  };
};
