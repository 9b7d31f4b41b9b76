import type { HistoryRepository } from "../repository.ts";
import { type Figures, readShelf } from "../ring/cells.ts";
import type { Series } from "../ring/recorder.ts";
import { shelfOf } from "../ring/tiers.ts";
import { merged, mergeOf } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { type Statistic, statisticOf } from "./statistics.ts";

/** Lines of one answer at most; the busiest are shown. */
const MOST_LINES = 20;

/** One line of an answer. */
export interface Line {
  /** The value of the label that lines are told apart by; empty where there is one line. */
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What is the same for all series of a family. */
export type Family = Pick<Series, "name" | "kind" | "scope" | "buckets">;

/** A line of an answer before it is one: what happened in each step. */
interface Group {
  readonly label: string;
  /** By step: figures of every slot in it. */
  readonly steps: Map<number, Figures[]>;
  weight: number;
}

/** Figures of one slot of one series, by node. */
type BySeries = Map<string, Figures[]>;

const groupsOf = (
  series: readonly Series[],
  by: string | undefined,
): ReadonlyMap<string, readonly Series[]> =>
  // Without a label there is one line, of nought where nothing was counted.
  by === undefined
    ? new Map([["", series]])
    : Map.groupBy(series, ({ labels }) => labels[by] ?? "");

/** What a group of series did in one slot, over all nodes. */
const slotFigures = (
  family: Family,
  members: readonly Series[],
  found: BySeries,
): Figures | undefined => {
  const each = members.flatMap(({ id }) => {
    const nodes = found.get(id);
    return nodes === undefined ? [] : [merged(mergeOf(family), nodes)];
  });
  if (each.length === 0) return family.kind === "gauge" ? undefined : [];
  const over = mergeOf({ ...family, scope: "process" });
  return merged(over, each);
};

/** Reads what a plan asks for, as lines that begin at `plan.from` and have one value a step. */
export const readLines = async (
  repository: Pick<HistoryRepository, "slots">,
  plan: Plan,
  asked: {
    readonly family: Family;
    readonly series: readonly Series[];
    readonly by: string | undefined;
    readonly statistic: Statistic;
  },
): Promise<readonly Line[]> => {
  const { family } = asked;
  if (plan.to <= plan.from) return [];
  const { tier, stepMs, from, to } = plan;
  const rows = await repository.slots({ tier: tier.id, shelf: shelfOf(family.name), from, to });
  const wanted = new Set(asked.series.map(({ id }) => id));
  const bySlot = new Map<number, BySeries>();
  for (const { slot, cells } of rows) {
    const found = bySlot.get(slot) ?? new Map<string, Figures[]>();
    bySlot.set(slot, found);
    readShelf(
      cells,
      (id) => wanted.has(id),
      (id, figures) => {
        const nodes = found.get(id);
        if (nodes === undefined) found.set(id, [figures]);
        else nodes.push(figures);
      },
    );
  }
  const groups = [...groupsOf(asked.series, asked.by)].map(([label, members]): Group => {
    const group: Group = { label, steps: new Map(), weight: 0 };
    for (const [slot, found] of bySlot) {
      const figures = slotFigures(family, members, found);
      if (figures === undefined) continue;
      group.weight += figures.reduce((sum, value) => sum + (value ?? 0), 0);
      const step = Math.floor((slot - from) / stepMs);
      const known = group.steps.get(step);
      if (known === undefined) group.steps.set(step, [figures]);
      else known.push(figures);
    }
    return group;
  });
  const length = Math.round((to - from) / stepMs);
  return groups
    .toSorted((a, b) => b.weight - a.weight || (a.label < b.label ? -1 : 1))
    .slice(0, MOST_LINES)
    .map(({ label, steps }) => ({
      label,
      values: Array.from({ length }, (_, step) => {
        const slots = steps.get(step);
        if (slots === undefined) return null;
        return statisticOf(asked.statistic, {
          kind: family.kind,
          buckets: family.buckets,
          figures: merged(family.kind === "gauge" ? "mean" : "sum", slots),
          seconds: (slots.length * tier.stepMs) / 1_000,
        });
      }),
    }));
};
