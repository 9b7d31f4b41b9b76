/** The lower end of the second bucket, in milliseconds: what is shorter costs nothing. */
const SMALLEST_MS = 0.005;
/** Buckets for each doubling; a bucket is 19 % wide, so its middle is within 10 % of all in it. */
const PER_DOUBLING = 4;
/** From 5 µs to about 80 s. */
const BUCKETS = 97;

const bucketOf = (ms: number): number => {
  const place = Math.floor(Math.log2(ms / SMALLEST_MS) * PER_DOUBLING) + 1;
  // Zero has no logarithm: its place is minus infinity.
  return place > 0 ? Math.min(place, BUCKETS - 1) : 0;
};

const middleOf = (bucket: number): number => SMALLEST_MS * 2 ** ((bucket - 0.5) / PER_DOUBLING);

/** Durations by size, in a kilobyte at most. */
export interface Durations {
  readonly add: (ms: number) => void;
  /** Below which `share` (0 to 1) of all durations are, within 10 %; 0 where there are none. */
  readonly quantile: (share: number) => number;
  readonly count: () => number;
  readonly totalMs: () => number;
  readonly maxMs: () => number;
}

/** Builds an empty set of durations. */
export const createDurations = (): Durations => {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let total = 0;
  let max = 0;
  return {
    add: (ms) => {
      const bucket = bucketOf(ms);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count += 1;
      total += ms;
      if (ms > max) max = ms;
    },
    quantile: (share) => {
      const wanted = Math.ceil(share * count);
      if (wanted === 0) return 0;
      let seen = 0;
      const bucket = counts.findIndex((inside) => {
        seen += inside;
        return seen >= wanted;
      });
      return Math.min(max, middleOf(bucket));
    },
    count: () => count,
    totalMs: () => total,
    maxMs: () => max,
  };
};
