import type { StartTimer } from "#core";
import { repeat } from "#services/background";
import type { AnchorWatch } from "./chain/anchor-watch.ts";
import type { Sealing } from "./storage/seal.ts";

/** Puts what was taken in into the chain, a moment later. */
export interface ChainWriter {
  /** Says that something was taken in. */
  readonly wake: () => void;
  /** Begins to look for what other nodes left. */
  readonly begin: () => void;
  /** Resolves when everything that was taken in is in the chain, or could not be put there. */
  readonly settle: () => Promise<void>;
  readonly anchor: AnchorWatch;
  readonly close: () => Promise<void>;
}

/** What it is built from. */
export interface ChainWriterParts {
  readonly sealing: Sealing;
  readonly anchor: AnchorWatch;
  readonly startTimer: StartTimer;
  readonly onSealed: (entries: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Entries of so much time are sealed together. */
const DELAY_MS = 250;
const LOOK_EVERY_MS = 10_000;

/** Builds it; nothing runs before it is woken or begun. */
export const createChainWriter = (parts: ChainWriterParts): ChainWriter => {
  const { sealing, anchor, startTimer } = parts;
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;
  /** A composition that only looks at itself has no tables to look into. */
  let isUsed = false;
  let stop: () => Promise<void> = () => Promise.resolve();

  const sealAll = async (): Promise<void> => {
    try {
      let isMore = await sealing.isNeeded();
      while (isMore) {
        const sealed = await sealing.seal();
        parts.onSealed(sealed.entries);
        isMore = sealed.isMore;
        anchor.note(sealed.head, sealed.entries);
      }
    } catch (error) {
      // It waits in the intake, and is looked for again.
      parts.onFault(error);
    }
  };
  const run = (): Promise<void> => {
    running ??= sealAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const settle = async (): Promise<void> => {
    // What came after the run under way began to look.
    await running;
    await run();
  };

  return {
    wake: () => {
      isUsed = true;
      if (isClosed || cancel !== undefined) return;
      cancel = startTimer(DELAY_MS, () => {
        cancel = undefined;
        void run();
      });
    },
    begin: () => {
      isUsed = true;
      stop = repeat(startTimer, LOOK_EVERY_MS, run);
    },
    settle,
    anchor,
    close: async () => {
      isClosed = true;
      cancel?.();
      await stop();
      if (isUsed) await settle();
    },
  };
};
