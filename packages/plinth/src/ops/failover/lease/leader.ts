import type { Clock, StartTimer } from "#core";
import { createBelief } from "./belief.ts";
import {
  type Claim,
  graceOf,
  type LeaseTimes,
  type Witness,
  type WitnessView,
} from "./contract.ts";
import type { OwnEpochFile } from "./own-epoch.ts";

/** Why an instance may not lead: one sentence for the person who started it. */
export class LeaseRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "LeaseRefused";
  }
}

/** What a leader is made from. */
export interface LeaderParts extends LeaseTimes {
  readonly witness: Witness;
  /** For people: the name of this machine or what the settings say. */
  readonly name: string;
  readonly own: OwnEpochFile;
  readonly clock: Clock;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  /** Only tests say it: how long whoever claimed waits, in milliseconds. */
  readonly graceMs?: number;
  /** A word that nobody else has. */
  readonly newNonce: () => string;
  /** Called whenever it may write again, or may not any more and why; must not throw. */
  readonly onChange: (refusal: string | undefined) => void;
  /** Called for each look at the witness that failed. */
  readonly onFault: (fault: unknown) => void;
}

/** How it stands with the own claim. */
export interface LeaderState {
  /** 0 where nothing was claimed. */
  readonly epoch: number;
  /** Why nothing may be written now; undefined where it may. */
  readonly refusal: string | undefined;
  /** Who claimed a later epoch; then this instance never writes again. */
  readonly successor: Claim | undefined;
}

/** The right of one instance to write, as long as the witness says so. */
export interface Leader {
  /**
   * Claims the next epoch for a directory that led last, or for the first. Resolves once it may
   * write.
   * @throws {LeaseRefused} where another one leads, or led after this directory did.
   */
  readonly lead: () => Promise<void>;
  /**
   * Claims the epoch after `lost` whoever led before. Resolves once it may write. The directory
   * counts as one that led only after `adopt`.
   * @throws {LeaseRefused} where somebody else was quicker.
   */
  readonly takeOver: (lost: number) => Promise<void>;
  /** Notes that the data of this directory is that of the epoch. */
  readonly adopt: () => void;
  /** Why nothing may be written or acknowledged now; undefined where it may. */
  readonly refusal: () => string | undefined;
  readonly state: () => LeaderState;
  /** Gives the epoch up, so that the next one need not wait. Call it once nothing is written any more. */
  readonly release: () => Promise<void>;
  /** Looks no more, and says nothing to the witness: as if the process had died. */
  readonly stop: () => void;
}

/** Longest wait for the witness to be heard, beyond that for whoever led before. */
const LONGEST_MS = 60_000;

const instant = (at: number): string => new Date(at).toISOString();

/** Why a directory is behind the witness. */
const behind = (claim: Claim, epoch: number): string =>
  `epoch ${claim.epoch} was claimed by ${claim.holder} at ${instant(claim.at)}, and this data is of ` +
  `${epoch === 0 ? "no epoch" : `epoch ${epoch}`}: it may be old. Start it with plinth standby, or ` +
  "see plinth failover status";

/** Tells once for each change, not for each look. */
const createTeller = (tell: LeaderParts["onChange"]) => {
  let last: string | undefined = "";
  return (refusal: string | undefined): void => {
    if (refusal === last) return;
    last = refusal;
    tell(refusal);
  };
};

/** What an instance may say of its own claim. */
const createStanding = ({ monotonic, ttlMs, witness }: LeaderParts) => {
  const belief = createBelief(monotonic, ttlMs);
  let mine: Claim | undefined;
  let usableFrom = Number.POSITIVE_INFINITY;
  let isOver = false;
  const successor = (): Claim | undefined => {
    const newest = belief.newest();
    return mine !== undefined && newest !== undefined && newest.nonce !== mine.nonce
      ? newest
      : undefined;
  };
  return {
    hear: belief.hear,
    mine: () => mine,
    successor,
    isOver: () => isOver,
    claimed: (claim: Claim, from: number): void => {
      mine = claim;
      usableFrom = from;
    },
    end: (): void => {
      isOver = true;
    },
    /** Milliseconds until whoever led before surely knows. */
    left: () => Math.max(1, usableFrom - monotonic.now()),
    refusal: (): string | undefined => {
      if (mine === undefined || isOver) return "this instance does not lead";
      const next = successor();
      if (next !== undefined) {
        return `epoch ${next.epoch} was claimed by ${next.holder}: epoch ${mine.epoch} of this instance is over`;
      }
      if (belief.now() === undefined) {
        return `${witness.place} was not heard for ${ttlMs} ms, so another instance may lead by now`;
      }
      return monotonic.now() < usableFrom ? "whoever led before may still believe so" : undefined;
    },
  };
};

type Standing = ReturnType<typeof createStanding>;

/** Asks the witness, and tells it that the claim is alive. */
const createRounds = (parts: LeaderParts, standing: Standing) => {
  const { witness, monotonic, clock, startTimer, intervalMs, newNonce } = parts;
  const tell = createTeller(parts.onChange);
  let cancel: (() => void) | undefined;
  const look = async (): Promise<WitnessView> => {
    const askedAt = monotonic.now();
    const view = await witness.read();
    standing.hear(askedAt, view.claim);
    return view;
  };
  const beat = async (isReleased: boolean): Promise<void> => {
    const mine = standing.mine();
    if (mine === undefined || standing.successor() !== undefined) return;
    await witness.beat({ epoch: mine.epoch, nonce: newNonce(), at: clock.now(), isReleased });
  };
  const round = async (): Promise<void> => {
    try {
      await look();
      if (!standing.isOver()) await beat(false);
    } catch (fault) {
      parts.onFault(fault);
    }
    if (!standing.isOver()) tell(standing.refusal());
  };
  const schedule = (): void => {
    cancel = startTimer(intervalMs, () => {
      void round().then(() => {
        if (!standing.isOver() && standing.successor() === undefined) schedule();
      });
    });
  };
  return { look, beat, schedule, tell, cancel: () => cancel?.() };
};

/** Waits until a claim may be used. */
const createWait =
  ({ monotonic, startTimer, intervalMs }: LeaderParts, graceMs: number, standing: Standing) =>
  async (): Promise<void> => {
    const deadline = monotonic.now() + graceMs + LONGEST_MS;
    while (standing.refusal() !== undefined && standing.successor() === undefined) {
      if (standing.isOver() || monotonic.now() > deadline) break;
      await new Promise<void>((resolve) => {
        startTimer(Math.min(intervalMs, standing.left()), resolve);
      });
    }
    const reason = standing.refusal();
    if (reason !== undefined) throw new LeaseRefused(reason);
  };

/** Builds it; nothing is asked of the witness before `lead` or `takeOver`. */
export const createLeader = (parts: LeaderParts): Leader => {
  const { witness, own, clock, monotonic, newNonce } = parts;
  const { graceMs = graceOf(parts) } = parts;
  const standing = createStanding(parts);
  const { look, beat, schedule, tell, cancel } = createRounds(parts, standing);
  const waitUntilUsable = createWait(parts, graceMs, standing);

  /** `intend` is told the word of the claim before and after it. */
  const claimNext = async (
    view: WitnessView,
    intend: (claim: Claim, isOurs: boolean) => void,
  ): Promise<void> => {
    const isFollowUp =
      view.claim === undefined ||
      (view.beat?.epoch === view.claim.epoch && view.beat.isReleased === true);
    const claim: Claim = {
      epoch: (view.claim?.epoch ?? 0) + 1,
      holder: parts.name,
      nonce: newNonce(),
      at: clock.now(),
      isFollowUp,
    };
    intend(claim, false);
    const askedAt = monotonic.now();
    if (!(await witness.claim(claim))) {
      throw new LeaseRefused(`another instance claimed epoch ${claim.epoch} at the same time`);
    }
    const claimedAt = monotonic.now();
    standing.claimed(claim, claimedAt + (isFollowUp ? 0 : graceMs));
    standing.hear(askedAt, claim);
    intend(claim, true);
    schedule();
    await waitUntilUsable();
    tell(undefined);
  };

  return {
    lead: async () => {
      const view = await look();
      const { epoch, nonce } = own.read();
      const isOurs =
        view.claim === undefined || view.claim.epoch === epoch || view.claim.nonce === nonce;
      if (view.claim !== undefined && !isOurs) throw new LeaseRefused(behind(view.claim, epoch));
      const before = view.claim?.epoch ?? 0;
      await claimNext(view, (claim, isClaimed) => {
        // Before too: a crash right after the claim must not make our own directory a stranger.
        own.write({ epoch: isClaimed ? claim.epoch : before, nonce: claim.nonce });
      });
    },
    takeOver: async (lost) => {
      const view = await look();
      if ((view.claim?.epoch ?? 0) !== lost) {
        throw new LeaseRefused(
          `epoch ${view.claim?.epoch} was claimed by ${view.claim?.holder} meanwhile`,
        );
      }
      await claimNext(view, () => undefined);
    },
    adopt: () => {
      const mine = standing.mine();
      if (mine !== undefined) own.write({ epoch: mine.epoch, nonce: mine.nonce });
    },
    refusal: standing.refusal,
    state: () => ({
      epoch: standing.mine()?.epoch ?? 0,
      refusal: standing.refusal(),
      successor: standing.successor(),
    }),
    release: async () => {
      standing.end();
      cancel();
      try {
        await beat(true);
      } catch (fault) {
        parts.onFault(fault);
      }
    },
    stop: () => {
      standing.end();
      cancel();
    },
  };
};
