import { BackupFault, type WarmCopy, type WarmState } from "#ops/backup";
import type { FailoverParts } from "../embedded.ts";
import type { Claim, WitnessView } from "../lease/contract.ts";
import { createLeader, type Leader, LeaseRefused } from "../lease/leader.ts";
import { createOwnEpochFile } from "../lease/own-epoch.ts";
import { createWatch, type Watch } from "../lease/watch.ts";

/** Longest between two looks at the log that grows, in milliseconds. */
const POLL_MS = 400;

/** What a standby of an embedded database is made from. */
export interface StandbyParts extends Omit<FailoverParts, "metrics" | "onEvent"> {
  readonly copy: WarmCopy;
  /** Whether it takes over by itself. */
  readonly isAutomatic: boolean;
  /** For people: what happens. */
  readonly tell: (what: string) => void;
}

/** How a standby is. */
export interface StandbyState {
  readonly name: string;
  /** Who leads, as far as the witness said. */
  readonly claim: Claim | undefined;
  readonly copy: WarmState | undefined;
  /** For how long what leads gave no sign of life, in milliseconds. */
  readonly silentMs: number;
  readonly isReady: boolean;
  readonly lastFault: string | undefined;
}

/** A standby that runs. */
export interface Standby {
  readonly state: () => StandbyState;
  /**
   * Resolves once this directory holds the newest data and may be led: true; false when it was told
   * to stop.
   */
  readonly run: () => Promise<boolean>;
  /**
   * Takes over without waiting for silence. What leads and is alive is overthrown only by force.
   * @throws {LeaseRefused} with one sentence.
   */
  readonly promote: (order: { readonly isForced: boolean }) => void;
  readonly stop: () => void;
}

const wordsOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : String(fault);

/** Takes the lead over, and makes the copy the database. */
const takeOver = async (
  parts: StandbyParts,
  leader: Leader,
  lost: number,
): Promise<{ readonly upTo: number }> => {
  const { copy, tell, witness, name, clock } = parts;
  tell(`epoch ${lost} is lost: this standby claims the next one`);
  await leader.takeOver(lost);
  // What the one before had shipped until it knew.
  const { at } = await copy.catchUp();
  const { movedAside } = await copy.finish(clock.now());
  for (const { name: old, to } of movedAside) tell(`${old} of before is ${to} now`);
  leader.adopt();
  await witness.forget(name);
  return { upTo: at };
};

/** Keeps the copy near, and says so. */
const createCopying = (parts: StandbyParts, onFault: (fault: unknown) => void) => {
  const { copy, witness, clock, name, startTimer, intervalMs } = parts;
  let isStopped = false;
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let notedAt = Number.NEGATIVE_INFINITY;
  let isNear = false;
  const once = async (): Promise<void> => {
    try {
      const upTo = clock.now();
      await copy.catchUp();
      isNear = true;
      if (upTo - notedAt < intervalMs) return;
      notedAt = clock.now();
      await witness.note({ name, at: notedAt, upTo, isReady: true });
    } catch (fault) {
      isNear = false;
      onFault(fault);
    }
  };
  const loop = (): void => {
    if (isStopped) return;
    running = once().then(() => {
      cancel = startTimer(Math.min(POLL_MS, intervalMs), loop);
    });
  };
  return {
    start: (): void => {
      isStopped = false;
      loop();
    },
    isNear: () => isNear,
    stop: async (): Promise<void> => {
      isStopped = true;
      cancel?.();
      await running;
      cancel?.();
    },
  };
};

/** Why a promotion that was asked for is refused; undefined where it may be. */
const promotionRefusal = (
  watch: Watch,
  { intervalMs, checks }: StandbyParts,
  isForced: boolean,
): string | undefined =>
  isForced || watch.isReleased() || watch.silentMs() >= intervalMs * checks
    ? undefined
    : "what leads gave a sign of life just now; --force takes over all the same";

/** Builds it; nothing happens before `run`. */
export const createStandby = (parts: StandbyParts): Standby => {
  const { witness, monotonic, startTimer, intervalMs, copy, name, tell } = parts;
  const watch = createWatch(monotonic, parts);
  let view: WitnessView | undefined;
  let lastFault: string | undefined;
  let isStopped = false;
  let isAsked = false;
  const note = (fault: unknown): void => {
    const words = wordsOf(fault);
    if (words !== lastFault) parts.onFault(fault);
    lastFault = words;
  };
  const copying = createCopying(parts, note);
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      startTimer(intervalMs, resolve);
    });

  const look = async (): Promise<void> => {
    try {
      view = await witness.read();
      watch.saw(view);
    } catch (fault) {
      watch.sawNothing();
      note(fault);
    }
  };
  /** Whether it took over. */
  const tryToLead = async (lost: Claim): Promise<boolean> => {
    const leader = createLeader({
      ...parts,
      own: createOwnEpochFile(parts.dataDirectory),
      onChange: () => undefined,
      onFault: note,
    });
    await copying.stop();
    try {
      const { upTo } = await takeOver(parts, leader, lost.epoch);
      tell(
        `leads epoch ${leader.state().epoch}, with everything up to ${new Date(upTo).toISOString()}`,
      );
      // Whoever opens this directory now need not wait for us.
      await leader.release();
      return true;
    } catch (fault) {
      leader.stop();
      if (!(fault instanceof LeaseRefused || fault instanceof BackupFault)) throw fault;
      note(fault);
      tell(`did not take over: ${fault.message}`);
      watch.sawNothing();
      copying.start();
      return false;
    }
  };

  return {
    state: () => ({
      name,
      claim: view?.claim,
      copy: copy.state(),
      silentMs: watch.silentMs(),
      isReady: copying.isNear(),
      lastFault,
    }),
    run: async () => {
      copying.start();
      while (!isStopped) {
        await look();
        const isDue = isAsked || (parts.isAutomatic && watch.isLost());
        const { claim } = view ?? {};
        if (isDue && claim !== undefined && copy.state() !== undefined) {
          isAsked = false;
          if (await tryToLead(claim)) return true;
        }
        if (!isStopped) await pause();
      }
      await copying.stop();
      await witness.forget(name).catch(note);
      return false;
    },
    promote: ({ isForced }) => {
      const reason = promotionRefusal(watch, parts, isForced);
      if (reason !== undefined) throw new LeaseRefused(reason);
      if (view?.claim === undefined) throw new LeaseRefused("nobody ever led: start plinth serve");
      if (copy.state() === undefined) throw new LeaseRefused("this standby has no copy yet");
      isAsked = true;
    },
    stop: () => {
      isStopped = true;
    },
  };
};
