/** Whole numbers from 0 to 2^31 that a seed determines, one at each call. */
export const chances = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of such a generator repeat soon.
    return state >>> 1;
  };
};
