import { SECURITY_EVENT_NAMES, SECURITY_EVENTS, type SecurityEventName } from "#core";
import { type Count, type EventRepository, SLOT_MS } from "./repository.ts";

/** How much of the past a summary shows, and in how many parts. */
export const WINDOWS = {
  "1h": { ms: 3_600_000, parts: 12 },
  "24h": { ms: 86_400_000, parts: 24 },
  "7d": { ms: 604_800_000, parts: 28 },
} as const;

/** A window by its name. */
export type WindowName = keyof typeof WINDOWS;

/** One name of the catalogue, and how often it came. */
export interface NameCount {
  readonly name: SecurityEventName;
  readonly kind: "refusal" | "change" | "use" | "alarm";
  readonly severity: "info" | "warning" | "alert";
  readonly about: string;
  readonly hour: number;
  readonly day: number;
  readonly week: number;
}

/** One part of the window: a bar of a chart. */
export interface Bar {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly refusals: number;
  readonly others: number;
}

/** How often what happened. */
export interface Summary {
  readonly window: WindowName;
  /** Every name there is, also those that never came. */
  readonly names: readonly NameCount[];
  readonly series: readonly Bar[];
}

/** The beginning of a window that ends with the slot of now; so figures are exact to five minutes. */
const startOf = (now: number, ms: number): number => now - (now % SLOT_MS) + SLOT_MS - ms;

const sumByName = (counts: readonly Count[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { name, events } of counts) sums.set(name, (sums.get(name) ?? 0) + events);
  return sums;
};

const isRefusal = (name: string): boolean =>
  (SECURITY_EVENTS as Readonly<Record<string, { readonly kind: string }>>)[name]?.kind ===
  "refusal";

/** Reads what happened within the last hour, day and week, and the course of one of them. */
export const readSummary = async (
  repository: Pick<EventRepository, "counts">,
  now: number,
  window: WindowName,
): Promise<Summary> => {
  const total = async (name: WindowName) =>
    sumByName(await repository.counts(startOf(now, WINDOWS[name].ms), WINDOWS[name].ms));
  const { ms, parts } = WINDOWS[window];
  const start = startOf(now, ms);
  const [hour, day, week, course] = await Promise.all([
    total("1h"),
    total("24h"),
    total("7d"),
    repository.counts(start, ms / parts),
  ]);
  return {
    window,
    names: SECURITY_EVENT_NAMES.map((name) => ({
      name,
      ...SECURITY_EVENTS[name],
      hour: hour.get(name) ?? 0,
      day: day.get(name) ?? 0,
      week: week.get(name) ?? 0,
    })),
    series: Array.from({ length: parts }, (_, index) => {
      const here = course.filter(({ part }) => part === index);
      const sum = (wanted: boolean): number =>
        here.reduce((all, { name, events }) => all + (isRefusal(name) === wanted ? events : 0), 0);
      const from = new Date(start + (index * ms) / parts).toISOString();
      return { from, refusals: sum(true), others: sum(false) };
    }),
  };
};
