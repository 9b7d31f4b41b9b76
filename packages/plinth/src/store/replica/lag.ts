/** A place in the write-ahead log, such as "16/B374D848", as a number that grows. */
export const positionOf = (lsn: string): bigint => {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
};

/** How far a replica is behind. All times in milliseconds of one monotonic clock. */
export interface Lag {
  /** The primary had written so far when it was asked at `at`. */
  readonly wrote: (at: number, position: bigint) => void;
  /** The replica has replayed so far. */
  readonly replayed: (position: bigint) => void;
  /** The replica does not answer. */
  readonly lost: () => void;
  /** The replica shows at least everything that was committed before; minus infinity: unknown. */
  readonly completeUntil: () => number;
}

/** Looks at the primary that the replica has not caught up with yet. */
const MAX_LOOKS = 600;

/**
 * Builds it. Both servers' clocks are left alone, and a primary that writes nothing does not look
 * like a replica that falls behind: what counts is when the primary was where the replica is now.
 */
export const createLag = (): Lag => {
  let looks: { readonly at: number; readonly position: bigint }[] = [];
  let complete = Number.NEGATIVE_INFINITY;
  return {
    wrote: (at, position) => {
      // Where they are too many, the replica is so far behind that every second one will do.
      if (looks.length >= MAX_LOOKS) looks = looks.filter((_, index) => index % 2 === 0);
      looks.push({ at, position });
    },
    replayed: (position) => {
      const reached = looks.findLast((look) => look.position <= position);
      if (reached === undefined) return;
      complete = Math.max(complete, reached.at);
      looks = looks.filter(({ at }) => at > reached.at);
    },
    lost: () => {
      complete = Number.NEGATIVE_INFINITY;
      looks = [];
    },
    completeUntil: () => complete,
  };
};
