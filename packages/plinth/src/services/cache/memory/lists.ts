/** What is linked: the most recently read comes first. */
export interface Linked<E> {
  before: E | undefined;
  after: E | undefined;
}

/** A list by the time of the last read. */
export interface RecencyList<E> {
  readonly putFirst: (entry: E) => void;
  readonly remove: (entry: E) => void;
  readonly first: () => E | undefined;
  readonly last: () => E | undefined;
  readonly size: () => number;
}

/** Builds an empty list; every operation takes the same small time. */
export const createRecencyList = <E extends Linked<E>>(): RecencyList<E> => {
  let first: E | undefined;
  let last: E | undefined;
  let size = 0;
  return {
    putFirst: (entry) => {
      entry.before = undefined;
      entry.after = first;
      if (first === undefined) last = entry;
      else first.before = entry;
      first = entry;
      size += 1;
    },
    remove: (entry) => {
      if (entry.before === undefined) first = entry.after;
      else entry.before.after = entry.after;
      if (entry.after === undefined) last = entry.before;
      else entry.after.before = entry.before;
      size -= 1;
    },
    first: () => first,
    last: () => last,
    size: () => size,
  };
};
