import type { TimeRange } from "../../kit/chart/index.ts";
import { useTimeRange } from "./use-time-range.ts";

/** Shows what goes on now, or everything of the time shown. */
export type PastView = "open" | "all";

/** What a list is asked for; empty texts ask for nothing special. Times in seconds since the epoch. */
export interface PastFilter {
  readonly view: PastView;
  readonly from?: number;
  /** Absent for up to now, whatever the clocks of server and reader say. */
  readonly to?: number;
  readonly before: string;
}

const stretchOf = ({ from, to, span }: TimeRange): Pick<PastFilter, "from" | "to"> => ({
  from: from ?? Math.floor(Date.now() / 1_000) - span,
  ...(to === null ? {} : { to }),
});

/**
 * A list of what goes on now, or of all that went on in the time shown, as the address states it: a
 * link to a stretch of the past means everything of then.
 */
export const usePastList = (): {
  readonly view: PastView;
  readonly range: TimeRange;
  /** What tells one question from another; the time up to now stays one question while it goes on. */
  readonly key: readonly unknown[];
  /** The question as it is to be asked now. */
  readonly filterNow: () => PastFilter;
  readonly isFirst: boolean;
  readonly setView: (view: PastView) => void;
  readonly setRange: (name: string) => void;
  readonly turnTo: (cursor: string) => void;
} => {
  const { range, search, setRange, setOther } = useTimeRange("7d");
  const fallback = range.name === "chosen" ? "all" : "open";
  const view = search["view"] === "open" || search["view"] === "all" ? search["view"] : fallback;
  const before = search["before"] ?? "";
  return {
    view,
    range,
    key: view === "open" ? [view, before] : [view, range.name, range.from, range.to, before],
    filterNow: () => ({
      view,
      before,
      ...(view === "open" ? {} : stretchOf(range)),
    }),
    isFirst: before === "",
    setView: (next) => setOther({ view: next, before: "" }),
    setRange,
    turnTo: (cursor) => setOther({ before: cursor }),
  };
};

/** What the server is asked of a filter. */
export const pastQuery = ({ view, from, to, before }: PastFilter): string => {
  const query = new URLSearchParams({ open: String(view === "open") });
  if (from !== undefined) query.set("from", String(from * 1_000));
  if (to !== undefined) query.set("to", String(to * 1_000));
  if (before !== "") query.set("before", before);
  return query.toString();
};
