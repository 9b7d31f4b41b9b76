/** Who leads since when. Every epoch is claimed once, by one; the highest one holds. */
export interface Claim {
  /** 1 for the first; never given twice. */
  readonly epoch: number;
  /** Embedded: a word for one run of one instance. PostgreSQL: the server, as "host:port". */
  readonly holder: string;
  /** A word of whoever claimed, so that it knows its own claim again. */
  readonly nonce: string;
  /** By the clock of whoever claimed, in milliseconds since the epoch of Unix; for people. */
  readonly at: number;
  /** Whether whoever held the epoch before had let go of it. */
  readonly isFollowUp: boolean;
}

/** A sign of life of what leads. Whoever watches looks whether it changes, not what time it says. */
export interface Beat {
  readonly epoch: number;
  /** Another one in every beat. */
  readonly nonce: string;
  /** For people. */
  readonly at: number;
  /** Whether the holder let go of its epoch: nobody writes in it any more. */
  readonly isReleased: boolean;
}

/** What a standby says of itself. */
export interface StandbyNote {
  readonly name: string;
  readonly at: number;
  /** It has everything that was shipped by then, by its own clock. */
  readonly upTo: number;
  /** Whether it could take over now. */
  readonly isReady: boolean;
}

/** What the witness answered. */
export interface WitnessView {
  /** Undefined where nobody ever led. */
  readonly claim: Claim | undefined;
  readonly beat: Beat | undefined;
}

/**
 * The one place that all see who may lead. Every method rejects where it is out of reach, and in
 * bounded time.
 */
export interface Witness {
  /** For people. */
  readonly place: string;
  readonly read: () => Promise<WitnessView>;
  /** Claims an epoch; false when somebody else has it. */
  readonly claim: (claim: Claim) => Promise<boolean>;
  readonly beat: (beat: Beat) => Promise<void>;
  readonly note: (note: StandbyNote) => Promise<void>;
  readonly standbys: () => Promise<readonly StandbyNote[]>;
  /** Takes a standby off the list. */
  readonly forget: (name: string) => Promise<void>;
}

/** How long what lasts; all in milliseconds. */
export interface LeaseTimes {
  /** Between two looks at the witness, and two beats. */
  readonly intervalMs: number;
  /** Looks in a row without a sign of life until it counts as lost. */
  readonly checks: number;
  /** For so long an answer of the witness is believed, from when it was asked for. */
  readonly ttlMs: number;
}

/** Two clocks that run apart by less than a twentieth are no danger. */
const DRIFT = 1.05;

/**
 * How long whoever claimed waits until it begins: whoever believed an answer from before the claim
 * does so no longer then, by its own clock.
 */
export const graceOf = ({ ttlMs }: Pick<LeaseTimes, "ttlMs">): number => Math.ceil(ttlMs * DRIFT);
