import { cellText } from "./cells.ts";
import type { Change, Series } from "./recorder.ts";
import { SHELVES, shelfOf, slotOf, TICK_MS, TIERS, type Tier } from "./tiers.ts";

/** One row: a shelf of one slot of one node. */
export interface ShelfRow {
  readonly tier: number;
  readonly shelf: number;
  /** Beginning of the slot, in milliseconds since the epoch. */
  readonly slot: number;
  readonly cells: string;
}

interface Sum {
  readonly series: Series;
  readonly figures: number[];
  count: number;
}

interface Open {
  readonly slot: number;
  readonly sums: Map<string, Sum>;
  writtenAt: number;
  isChanged: boolean;
}

const add = (open: Open, { series, figures }: Change): void => {
  const sum = open.sums.get(series.id);
  if (sum === undefined) {
    open.sums.set(series.id, { series, figures: [...figures], count: 1 });
    return;
  }
  sum.count += 1;
  for (const [cell, value] of figures.entries()) {
    sum.figures[cell] = (sum.figures[cell] ?? 0) + value;
  }
};

/** A gauge of a longer slot is the mean of what was seen in it. */
const figuresOf = ({ series, figures, count }: Sum): readonly number[] =>
  series.kind === "gauge" ? figures.map((value) => value / count) : figures;

const rowsOf = (tier: Tier, open: Open): readonly ShelfRow[] => {
  const shelves = Array.from({ length: SHELVES }, (): string[] => []);
  for (const sum of open.sums.values()) {
    const { id, name, kind } = sum.series;
    shelves[shelfOf(name)]?.push(cellText(id, figuresOf(sum), kind === "histogram"));
  }
  // Empty ones too: they say that the node was there and nothing happened.
  return shelves.map((cells, shelf) => ({
    tier: tier.id,
    shelf,
    slot: open.slot,
    cells: cells.join(" "),
  }));
};

/** The slots under way of all tiers. */
export interface Slots {
  /** Adds what happened in the tick that ended at `instant`; gives the rows to be written now. */
  readonly add: (changes: readonly Change[], instant: number) => readonly ShelfRow[];
  /** What was not written yet, for a stop. */
  readonly rest: () => readonly ShelfRow[];
}

/** Builds them; the same row may be given several times, each time with more in it. */
export const createSlots = (): Slots => {
  const opened = new Map<Tier, Open>();

  const write = (tier: Tier, open: Open, instant: number): readonly ShelfRow[] => {
    open.writtenAt = instant;
    open.isChanged = false;
    return rowsOf(tier, open);
  };

  const turn = (tier: Tier, instant: number): readonly [Open, readonly ShelfRow[]] => {
    // The middle of the tick: a timer that rings a little early or late changes no slot.
    const slot = slotOf(tier, instant - TICK_MS / 2);
    const before = opened.get(tier);
    if (before?.slot === slot) return [before, []];
    const next: Open = { slot, sums: new Map(), writtenAt: instant, isChanged: false };
    opened.set(tier, next);
    return [next, before?.isChanged === true ? write(tier, before, instant) : []];
  };

  return {
    add: (changes, instant) =>
      TIERS.flatMap((tier: Tier) => {
        const [open, closed] = turn(tier, instant);
        for (const change of changes) add(open, change);
        open.isChanged = true;
        const isLast = slotOf(tier, instant + TICK_MS / 2) !== open.slot;
        const isDue = isLast || Math.abs(instant - open.writtenAt) >= tier.writtenMs;
        return isDue ? [...closed, ...write(tier, open, instant)] : closed;
      }),
    rest: () => [...opened].flatMap(([tier, open]) => (open.isChanged ? write(tier, open, 0) : [])),
  };
};
