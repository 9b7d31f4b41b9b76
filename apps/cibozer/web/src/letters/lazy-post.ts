import type { Outbox, Shown } from "./outbox.ts";
import type { Words } from "./words.ts";

type OnChange = (shown: Shown<Words>) => void;

/** What a page has of its letters from the beginning. */
export type LazyPost = {
  readonly put: (words: Words) => void;
  /** Loads what sends, and tries to send what waits. Never throws. */
  readonly flush: () => Promise<void>;
  readonly open: () => void;
  readonly close: () => void;
};

/**
 * Loads what keeps and sends letters once the page stands, or somebody tells something; what is told
 * meanwhile shows, and goes with it (PERF-04).
 */
export const createLazyPost = (
  load: (onChange: OnChange) => Promise<Outbox<Words>>,
  onChange: OnChange,
): LazyPost => {
  let isOpen = false;
  let early: readonly Words[] = [];
  let loading: Promise<Outbox<Words>> | undefined;
  let loaded: Outbox<Words> | undefined;
  /** Goes up with each end: what was begun before it is for nobody any more. */
  let life = 0;
  const begin = async (): Promise<Outbox<Words>> => {
    const born = life;
    const outbox = await load((shown) => {
      if (born === life) onChange(shown);
    });
    if (born !== life) {
      outbox.close();
      return outbox;
    }
    loaded = outbox;
    const opening = outbox.open();
    for (const words of early) outbox.put(words);
    early = [];
    await opening;
    return outbox;
  };
  const flush = async (): Promise<void> => {
    if (!isOpen) return;
    if (loaded !== undefined) return loaded.flush();
    loading ??= begin();
    const mine = loading;
    try {
      await mine;
    } catch {
      // No network, and not in the shell: with the next try.
      if (loading === mine) loading = undefined;
    }
  };
  return {
    put: (words) => {
      if (!isOpen) return;
      if (loaded !== undefined) return loaded.put(words);
      early = [...early, words];
      onChange({ waiting: early, kept: [], isStuck: false });
      void flush();
    },
    flush,
    open: () => {
      isOpen = true;
    },
    close: () => {
      isOpen = false;
      life += 1;
      loaded?.close();
      loaded = undefined;
      loading = undefined;
      early = [];
    },
  };
};
