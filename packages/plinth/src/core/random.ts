/** Randomness is an argument: the secure source lives in crypto, tests pass a seeded one. */
export interface Random {
  /** Returns `length` unpredictable bytes. */
  readonly bytes: (length: number) => Uint8Array;
}

/** Numbers from 0 to 1 that a seed determines (mulberry32, by Tommy Ettinger); for nothing secret. */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
