import type { Clock, StartTimer } from "#core";
import { BackupFault, wordsOf } from "../fault.ts";
import type { BackupTarget, KeptObject } from "../targets/contract.ts";
import { readCatalog } from "./catalog.ts";
import { outdated } from "./retention.ts";

const RETRY_MS = 15_000;

/** What carries backups to a second place. */
export interface CopierOptions {
  readonly from: BackupTarget;
  readonly to: BackupTarget;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly onFault: (fault: unknown) => void;
  /** Whether a thing is written anew under its name, and may be as long as before. Default: none. */
  readonly isRewritten?: (name: string) => boolean;
  /** Of what is at the second place, the names that need not be kept. */
  readonly outdatedThere?: typeof outdated;
}

/** How the second place is. */
export interface CopierState {
  readonly place: string;
  /** Objects that it has not got yet. */
  readonly waiting: number;
  /** Since when the oldest of them waits; undefined where none does. */
  readonly waitingSince: number | undefined;
  readonly copiedBytes: number;
  /** Why the last try failed; undefined where it did not. */
  readonly fault: string | undefined;
}

/** Copies objects as they are: who holds the second place learns nothing of what is in them. */
export interface Copier {
  /** An object is new or was written anew. */
  readonly copy: (kept: Pick<KeptObject, "name">) => void;
  /** Copies what is missing there, and removes there what need not be kept. */
  readonly reconcile: () => Promise<void>;
  /** Resolves when nothing waits; rejects with the fault of the last try. */
  readonly settle: () => Promise<void>;
  readonly state: () => CopierState;
  readonly stop: () => void;
}

const partition = <Item>(
  items: readonly Item[],
  isLeft: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] => [
  items.filter(isLeft),
  items.filter((item) => !isLeft(item)),
];

/** Builds a copier. */
export const createCopier = (options: CopierOptions): Copier => {
  const { from, to, clock, startTimer, onFault, isRewritten = () => false } = options;
  const { outdatedThere = outdated } = options;
  const waiting = new Map<string, number>();
  let copiedBytes = 0;
  let fault: string | undefined;
  let isStopped = false;
  let cancel: (() => void) | undefined;
  let working: Promise<void> | undefined;

  const sizeOf = async (name: string): Promise<number | undefined> =>
    (await from.list(name)).find((object) => object.name === name)?.bytes;

  const copyAll = async (): Promise<void> => {
    for (const [name, since] of waiting) {
      if (isStopped) return;
      const bytes = await sizeOf(name);
      // What was removed meanwhile is not needed there either.
      if (bytes !== undefined) {
        const kept = await to.put(name, from.get(name), bytes);
        copiedBytes += kept.bytes;
      }
      // It may have been written anew while it was copied.
      if (waiting.get(name) === since) waiting.delete(name);
    }
    fault = undefined;
  };

  const work = (): Promise<void> => {
    working ??= copyAll().finally(() => {
      working = undefined;
    });
    return working;
  };

  const schedule = (ms: number): void => {
    if (cancel !== undefined || isStopped) return;
    cancel = startTimer(ms, () => {
      cancel = undefined;
      work().then(
        () => {
          if (waiting.size > 0) schedule(0);
        },
        (error: unknown) => {
          fault = wordsOf(error);
          onFault(error);
          schedule(RETRY_MS);
        },
      );
    });
  };

  const note = (name: string): void => {
    waiting.set(name, waiting.get(name) ?? clock.now());
  };

  return {
    copy: ({ name }) => {
      // A new instant: a copy that is under way is of what was there before.
      waiting.delete(name);
      note(name);
      schedule(0);
    },
    reconcile: async () => {
      const there = new Map((await to.list("")).map(({ name, bytes }) => [name, bytes]));
      const [last, first] = partition(await from.list(""), ({ name }) => isRewritten(name));
      for (const { name, bytes } of first) if (there.get(name) !== bytes) note(name);
      // What names the others comes after them.
      for (const { name } of last) note(name);
      await work();
      for (const name of outdatedThere(await readCatalog(to), clock.now())) await to.remove(name);
    },
    settle: async () => {
      while (waiting.size > 0) {
        if (isStopped) throw new BackupFault("target", "the copy was stopped");
        await work();
      }
    },
    state: () => ({
      place: to.place,
      waiting: waiting.size,
      waitingSince: waiting.size === 0 ? undefined : Math.min(...waiting.values()),
      copiedBytes,
      fault,
    }),
    stop: () => {
      isStopped = true;
      cancel?.();
    },
  };
};
