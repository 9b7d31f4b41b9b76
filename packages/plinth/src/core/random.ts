/** Randomness is an argument: the secure source lives in crypto, tests pass a seeded one. */
export interface Random {
  /** Returns `length` unpredictable bytes. */
  readonly bytes: (length: number) => Uint8Array;
}
