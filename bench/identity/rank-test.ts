import { quantile } from "../harness/stats.ts";

/** What the Mann-Whitney U test says of two samples. */
export interface RankTest {
  /** Two-sided: how often chance alone would part the samples this much. */
  readonly p: number;
  /** How often a value of the second is larger than one of the first; 0.5 when neither is. */
  readonly above: number;
}

/** Upper tail of the standard normal distribution; Numerical Recipes' erfc, off by 1.2e-7 at most. */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  const sum = terms.reduceRight((value, term) => value * t + term, 0);
  const tail = (t * Math.exp(-x * x + sum)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/**
 * Mann-Whitney U with the normal approximation, corrected for ties and continuity: says whether two
 * samples come from one distribution, whatever its shape. Wants twenty values each or more.
 */
export function compareRanks(first: readonly number[], second: readonly number[]): RankTest {
  const [n, m] = [first.length, second.length];
  const all = [
    ...first.map((value) => ({ value, isSecond: false })),
    ...second.map((value) => ({ value, isSecond: true })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const size = to - from;
    const rank = (from + to + 1) / 2;
    for (let at = from; at < to; at += 1) rankSum += all[at]?.isSecond ? rank : 0;
    ties += size ** 3 - size;
    from = to;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const total = n + m;
  const spread = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  const p = spread === 0 ? 1 : Math.min(1, 2 * upperTail(distance / spread));
  return { p, above: u / (n * m) };
}

/**
 * Holm's correction: each p as it must be read where several are looked at, so that the chance of
 * one false alarm among all of them stays what it is for one.
 */
export function correctForMany(values: readonly number[]): number[] {
  const order = values.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const corrected: number[] = [];
  let least = 0;
  order.forEach(({ p, at }, index) => {
    least = Math.max(least, Math.min(1, p * (values.length - index)));
    corrected[at] = least;
  });
  return corrected;
}

/**
 * The smallest difference that the test would have called one at `alpha`: the samples' own spread
 * decides. Found by shifting a half of `sample` against the other until the test speaks.
 */
export function smallestNoticed(sample: readonly number[], alpha: number): number {
  const [even, odd] = [0, 1].map((rest) => sample.filter((_, at) => at % 2 === rest));
  const notices = (shift: number): boolean =>
    compareRanks(
      even ?? [],
      (odd ?? []).map((value) => value + shift),
    ).p < alpha;
  let high = Math.max(1e-6, quantile(sample, 0.9) - quantile(sample, 0.1));
  while (!notices(high)) high *= 2;
  let low = 0;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (notices(middle)) high = middle;
    else low = middle;
  }
  // Halves hold half as many values as whole samples do: those see a square root of two more.
  return high / Math.SQRT2;
}
