import type { CacheStrategy, NamedStrategy } from "./contract.ts";
import type { Shelf } from "./memory/shelves.ts";

const MINUTE_MS = 60_000;
/** CACHE-02. */
const HOT: Shelf = { name: "hot", idleMs: MINUTE_MS };
const WARM: Shelf = { name: "warm", idleMs: 5 * MINUTE_MS };
const COLD: Shelf = { name: "cold", idleMs: 60 * MINUTE_MS };

/** A strategy with all of its times, and the shelves that memory keeps it on. */
export interface ResolvedStrategy extends Required<CacheStrategy> {
  readonly shelves: readonly [Shelf, ...Shelf[]];
}

const NAMED: Readonly<Record<NamedStrategy, ResolvedStrategy>> = {
  hot: { freshMs: HOT.idleMs, staleMs: 0, absentMs: 0, shelves: [HOT] },
  warm: { freshMs: WARM.idleMs, staleMs: 0, absentMs: 0, shelves: [WARM] },
  cold: { freshMs: COLD.idleMs, staleMs: 0, absentMs: 0, shelves: [COLD] },
  // Reads bring a value back to the first shelf, but make it no younger: an hour after it was computed
  // it is gone.
  tiered: { freshMs: COLD.idleMs, staleMs: 0, absentMs: 0, shelves: [HOT, WARM, COLD] },
};

/** @throws {RangeError} for a time that is no positive number. */
export const resolveStrategy = (strategy: NamedStrategy | CacheStrategy): ResolvedStrategy => {
  if (typeof strategy === "string") return NAMED[strategy];
  const { freshMs, staleMs = 0, absentMs = 0 } = strategy;
  if (!(freshMs >= 1) || !(staleMs >= 0) || !(absentMs >= 0)) {
    throw new RangeError("a cache keeps values for 1 ms or more, and old ones no negative time");
  }
  const idleMs = freshMs + staleMs;
  return { freshMs, staleMs, absentMs, shelves: [{ name: "memory", idleMs }] };
};
