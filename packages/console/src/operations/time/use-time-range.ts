import { useNavigate, useSearch } from "@tanstack/react-router";
import { chosenSearch, type RangeName, readRange, type TimeRange } from "../../kit/chart/index.ts";

/**
 * The time that the address of a page states, and how to change it. Links from page to page carry
 * it along, so that all pages show the same time.
 */
export const useTimeRange = (
  /** What is shown where the address states nothing. */
  fallback: RangeName = "6h",
): {
  readonly range: TimeRange;
  readonly search: Readonly<Record<string, string>>;
  readonly setRange: (name: string) => void;
  /** Shows a stretch of the past, in seconds since the epoch. */
  readonly choose: (from: number, to: number) => void;
  /** Changes what else the address states; empty takes it away. */
  readonly setOther: (change: Readonly<Record<string, string>>) => void;
} => {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { range: _, from: __, to: ___, ...others } = search;
  const go = (next: Readonly<Record<string, string>>) =>
    void navigate({ to: ".", search: next, resetScroll: false });
  return {
    range: readRange(search, fallback),
    search,
    setRange: (name) => go({ ...others, range: name }),
    choose: (start, end) => go({ ...others, ...chosenSearch(start, end) }),
    setOther: (change) => go({ ...search, ...change }),
  };
};
