import type { Figures } from "../ring/cells.ts";
import type { Series } from "../ring/recorder.ts";

/** How figures of several nodes become one. */
type Merge = "sum" | "mean" | "max";

/** Shares, delays and states of nodes are no amounts: they are not added up. */
const NO_AMOUNT = /(?:_ratio|_seconds|_up|_state|_standby)$|^system_/;

/**
 * How figures of nodes become one: a figure of a server that all see is the largest that was seen,
 * a share the mean, everything else a sum.
 */
export const mergeOf = ({ name, kind, scope }: Pick<Series, "name" | "kind" | "scope">): Merge => {
  if (scope === "shared") return "max";
  return kind === "gauge" && NO_AMOUNT.test(name) ? "mean" : "sum";
};

/** Several lists of figures as one. */
export const merged = (merge: Merge, all: readonly Figures[]): Figures => {
  const [first = []] = all;
  if (all.length === 1) return first;
  const width = Math.max(0, ...all.map(({ length }) => length));
  return Array.from({ length: width }, (_, cell) => {
    const values = all.map((figures) => figures[cell] ?? 0);
    if (merge === "max") return Math.max(...values);
    const sum = values.reduce((total, value) => total + value, 0);
    return merge === "mean" ? sum / values.length : sum;
  });
};
