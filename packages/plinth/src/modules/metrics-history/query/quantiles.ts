/**
 * The value below which a share of what a histogram counted lies, by a straight line within its
 * bucket, as Prometheus's histogram_quantile does it. `counts` has one number a bucket and one for
 * what is beyond the last bound, which is then the answer. Null where nothing was counted.
 */
export const quantile = (
  share: number,
  bounds: readonly number[],
  counts: readonly number[],
): number | null => {
  const total = bounds.reduce(
    (sum, _, index) => sum + (counts[index] ?? 0),
    counts[bounds.length] ?? 0,
  );
  if (total <= 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [index, bound] of bounds.entries()) {
    const here = counts[index] ?? 0;
    if (below + here >= rank && here > 0) {
      const from = index === 0 ? Math.min(0, bound) : (bounds[index - 1] ?? 0);
      return from + (bound - from) * ((rank - below) / here);
    }
    below += here;
  }
  return bounds.at(-1) ?? null;
};
