import { createRecencyList, type Linked, type RecencyList } from "./lists.ts";

/** A shelf holds what was read within its time; what is not read moves to the next, then leaves. */
export interface Shelf {
  readonly name: string;
  /** How long something stays without being read, in milliseconds. */
  readonly idleMs: number;
}

/** Something on a shelf. */
export interface Shelved<E> extends Linked<E> {
  /** The index of its shelf. */
  shelf: number;
  /** When it was read last, by the monotonic clock. */
  readAt: number;
}

/** Shelves in a row: reads bring to the first, time moves on to the last and then away (CACHE-02). */
export interface Shelves<E> {
  readonly add: (entry: E) => void;
  readonly remove: (entry: E) => void;
  readonly read: (entry: E, now: number) => void;
  /** What was read longest ago: the first to go. */
  readonly last: () => E | undefined;
  /** Moves on what was not read in time; gives what has to leave, to be removed one after the other. */
  readonly moveOn: (now: number) => Generator<E, void>;
  readonly figures: () => {
    readonly promoted: number;
    readonly demoted: number;
    readonly shelves: Readonly<Record<string, number>>;
  };
}

/** Which of two reads came first within so many milliseconds is not kept: hot keys would only change places. */
const ORDER_MS = 1;

/** Builds empty shelves. */
export const createShelves = <E extends Shelved<E>>(
  shelves: readonly [Shelf, ...Shelf[]],
): Shelves<E> => {
  const lists: readonly RecencyList<E>[] = shelves.map(() => createRecencyList<E>());
  const first = lists[0] as RecencyList<E>;
  const counts = { promoted: 0, demoted: 0 };

  /** Each list is in the order of reads, so that what has to move on is at its end. */
  const late = function* (index: number, now: number): Generator<E, void> {
    const list = lists[index];
    const idleMs = shelves[index]?.idleMs ?? 0;
    let last = list?.last();
    while (last !== undefined && now - last.readAt >= idleMs) {
      yield last;
      last = list?.last();
    }
  };

  return {
    add: (entry) => first.putFirst(entry),
    remove: (entry) => lists[entry.shelf]?.remove(entry),
    read: (entry, now) => {
      if (now - entry.readAt < ORDER_MS && entry.shelf === 0) return;
      entry.readAt = now;
      if (first.first() === entry) return;
      if (entry.shelf !== 0) counts.promoted += 1;
      lists[entry.shelf]?.remove(entry);
      entry.shelf = 0;
      first.putFirst(entry);
    },
    last: () => lists.findLast((list) => list.size() > 0)?.last(),
    moveOn: function* (now) {
      // The last shelf first, so that nothing moves twice in one go.
      yield* late(lists.length - 1, now);
      for (let index = lists.length - 2; index >= 0; index -= 1) {
        for (const entry of late(index, now)) {
          lists[index]?.remove(entry);
          entry.shelf = index + 1;
          lists[index + 1]?.putFirst(entry);
          counts.demoted += 1;
        }
      }
    },
    figures: () => ({
      ...counts,
      shelves: Object.fromEntries(
        shelves.map(({ name }, index) => [name, lists[index]?.size() ?? 0]),
      ),
    }),
  };
};
