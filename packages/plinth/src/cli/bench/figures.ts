/** One measured figure. */
export interface Figure {
  /** Stable, such as "throughput.rate". */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly better: "more" | "less";
  /** What it must be at least, or at most, and who says so. */
  readonly target?: {
    readonly limit: number;
    readonly requirement: string;
    readonly holds: boolean;
  };
  /**
   * Figures that are compared with a baseline: single measurements, and how much worse their mean
   * may be (0.15 is 15 %) before it counts.
   */
  readonly compared?: { readonly series: readonly number[]; readonly margin: number };
  /** What the number alone does not say. */
  readonly note?: string;
}

/** Rounds to what is worth printing. */
export const rounded = (value: number): number => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return Number(value.toFixed(digits));
};

/** The middle of some values; 0 of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

/** A figure with what it must be; met when it is on the right side of the limit, or on it. */
export const aimed = (
  figure: Omit<Figure, "target">,
  limit: number,
  requirement: string,
): Figure => ({
  ...figure,
  target: {
    limit,
    requirement,
    holds: figure.better === "more" ? figure.value >= limit : figure.value <= limit,
  },
});
