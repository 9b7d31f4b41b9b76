/** Values that a baseline is made of, the newest. */
export const WINDOW = 100;
/** Fewer values tell nothing. */
export const LEAST = 30;
/** From so many standard deviations off the mean on, a value is an outlier (OBS-10). */
export const LIMIT = 3;
/** So many outliers one after the other are no anomaly any more, but how it is now. */
export const SETTLED = 30;

/** What a value is to those before it. */
export interface Verdict {
  /** Standard deviations off the mean; above it is positive. */
  readonly z: number;
  readonly isOutlier: boolean;
  /** The mean of those before. */
  readonly expected: number;
  /** Whether outliers have lasted for so long that they are the new baseline. */
  readonly isSettled: boolean;
}

/** Remembers values and judges the next one. */
export interface Baseline {
  /**
   * Judges a value and remembers it, unless it is an outlier: what is strange must not become the
   * measure. Undefined while there are too few before it.
   * @param leastDeviation How much the values vary at least, by what they are made of; given the mean.
   */
  readonly judge: (value: number, leastDeviation: (mean: number) => number) => Verdict | undefined;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const deviationOf = (values: readonly number[], mean: number): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));

/** Builds one that knows nothing yet; `isStrange` says which side counts, both where it is absent. */
export const createBaseline = (isStrange: (z: number) => boolean = () => true): Baseline => {
  let values: number[] = [];
  let outliers: number[] = [];

  const remember = (value: number): void => {
    values.push(value);
    if (values.length > WINDOW) values.shift();
  };

  return {
    judge: (value, leastDeviation) => {
      if (values.length < LEAST) {
        remember(value);
        return undefined;
      }
      const expected = meanOf(values);
      const deviation = Math.max(deviationOf(values, expected), leastDeviation(expected));
      const z = deviation > 0 ? (value - expected) / deviation : 0;
      if (Math.abs(z) <= LIMIT) {
        outliers = [];
        remember(value);
        return { z, expected, isOutlier: false, isSettled: false };
      }
      outliers.push(value);
      const isSettled = outliers.length >= SETTLED;
      if (isSettled) {
        values = outliers;
        outliers = [];
      }
      return { z, expected, isOutlier: isStrange(z), isSettled };
    },
  };
};
