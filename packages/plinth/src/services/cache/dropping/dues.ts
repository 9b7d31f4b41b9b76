import type { Clock } from "#core";
import type { Invalidation } from "./invalidation.ts";

/** What was to be dropped and may not have reached everyone, because the way to them broke. */
export interface Dues {
  /** Keeps it for as long as its hint may have got lost. */
  readonly remember: (invalidation: Invalidation) => void;
  /** The tier of all nodes did not take one: it is not to be believed until it has. */
  readonly owe: () => void;
  readonly isOwing: () => boolean;
  /** Whatever is to be said again, until `end`; undefined while that is being done already. */
  readonly begin: () => readonly Invalidation[] | undefined;
  /** Ends what `begin` began; `left` could not be said and stays due. */
  readonly end: (left: readonly Invalidation[]) => void;
  /** Forgets what arrived long ago; not while something is owed. */
  readonly tidy: () => void;
}

/** A lost connection is noticed before this: hints that are older arrived. */
const KEPT_MS = 30_000;
/** Of more than that, all is dropped instead. */
const MOST = 1_000;

/** Builds it with nothing due. */
export const createDues = (clock: Clock): Dues => {
  const kept = new Map<string, { readonly invalidation: Invalidation; readonly at: number }>();
  let isOwed = false;
  /** While it is done: whether the shared tier is not to be believed meanwhile. */
  let settling: { readonly wasOwed: boolean } | undefined;

  const isOwing = (): boolean => isOwed || settling?.wasOwed === true;

  const remember = (invalidation: Invalidation): void => {
    const key = JSON.stringify(invalidation);
    // Deleted first, so that the order is that of time.
    kept.delete(key);
    if (kept.size >= MOST) {
      kept.clear();
      kept.set("all", { invalidation: { kind: "all" }, at: clock.now() });
    } else kept.set(key, { invalidation, at: clock.now() });
  };

  return {
    remember,
    owe: () => {
      isOwed = true;
    },
    isOwing,
    begin: () => {
      if (settling !== undefined) return undefined;
      settling = { wasOwed: isOwed };
      isOwed = false;
      const all = [...kept.values()].map(({ invalidation }) => invalidation);
      kept.clear();
      return all;
    },
    end: (left) => {
      settling = undefined;
      if (left.length === 0) return;
      isOwed = true;
      for (const invalidation of left) remember(invalidation);
    },
    tidy: () => {
      if (isOwing()) return;
      const oldest = clock.now() - KEPT_MS;
      for (const [key, { at }] of kept) {
        if (at > oldest) return;
        kept.delete(key);
      }
    },
  };
};
