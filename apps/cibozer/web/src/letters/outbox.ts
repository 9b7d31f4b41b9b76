/** Something to tell the server, under the key by which it knows it again. */
export type Kept<Words> = {
  readonly key: string;
  readonly words: Words;
  /** It has left at least once: it goes again as it is, under its key. */
  readonly isBegun?: boolean;
};

/** What an outbox works with. */
export type OutboxParts<Words> = {
  /** What was not answered when the page was closed, in order. */
  readonly load: () => Promise<readonly Kept<Words>[]>;
  /** Keeps what is not answered yet, so that closing the page loses nothing. */
  readonly keep: (letters: readonly Kept<Words>[]) => Promise<void>;
  /** May fail after it has arrived, and is then called with the same key. */
  readonly send: (words: Words, key: string) => Promise<void>;
  /** Whether a failure says nothing of what the server did. */
  readonly isUnanswered: (error: unknown) => boolean;
  /** What is told of: of two about the same, where neither has left, the newer one is enough. */
  readonly subjectOf: (words: Words) => string;
  readonly newKey: () => string;
  /** What waits, oldest first, and whether it is stuck. */
  readonly onChange: (waiting: readonly Words[], isStuck: boolean) => void;
  /** The server said no: it will not be sent again. */
  readonly onRefused: (words: Words, error: unknown) => void;
};

/** Letters on their way to the server. */
export type Outbox<Words> = {
  readonly put: (words: Words) => void;
  /** Tries to send what waits; does nothing while something is being sent. Never throws. */
  readonly flush: () => Promise<void>;
  /** Begins, with what was kept, or begins again. */
  readonly open: () => Promise<void>;
  /** Ends it: nothing is sent or kept any more. */
  readonly close: () => void;
};

/**
 * Keeps what somebody tells until the server has answered it (UX-02): one after another, in the
 * order in which it was told. A letter without an answer goes again under its key, so that it counts
 * once; one that is refused is told of, and stands in the way of nothing.
 */
export const createOutbox = <Words>(parts: OutboxParts<Words>): Outbox<Words> => {
  let letters: readonly Kept<Words>[] = [];
  let isOpen = false;
  let isSending = false;
  let isStuck = false;
  /** One writing after another: the last word is the one that stays. */
  let kept: Promise<void> = Promise.resolve();
  const set = (next: readonly Kept<Words>[]): Promise<void> => {
    letters = next;
    parts.onChange(
      next.map(({ words }) => words),
      isStuck,
    );
    // A browser without storage keeps nothing, and works.
    kept = kept.then(() => (isOpen ? parts.keep(letters) : undefined)).catch(() => undefined);
    return kept;
  };
  const sendFirst = async (first: Kept<Words>): Promise<boolean> => {
    // Kept before it leaves: a page that is closed meanwhile must know that it did.
    await set(letters.map((one) => (one.key === first.key ? { ...one, isBegun: true } : one)));
    if (!isOpen) return false;
    try {
      await parts.send(first.words, first.key);
      isStuck = false;
    } catch (error) {
      isStuck = parts.isUnanswered(error);
      if (!isOpen) return false;
      if (isStuck) {
        await set(letters);
        return false;
      }
      parts.onRefused(first.words, error);
    }
    if (!isOpen) return false;
    await set(letters.filter(({ key }) => key !== first.key));
    return true;
  };
  const flush = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    try {
      for (let [first] = letters; isOpen && first !== undefined; [first] = letters) {
        if (!(await sendFirst(first))) return;
      }
    } finally {
      isSending = false;
    }
  };
  return {
    put: (words) => {
      const subject = parts.subjectOf(words);
      const others = letters.filter(
        (one) => one.isBegun === true || parts.subjectOf(one.words) !== subject,
      );
      void set([...others, { key: parts.newKey(), words }]);
      void flush();
    },
    flush,
    open: async () => {
      const found = await parts.load().catch(() => []);
      const known = new Set(letters.map(({ key }) => key));
      isOpen = true;
      // What was put meanwhile is newer.
      await set([...found.filter(({ key }) => !known.has(key)), ...letters]);
      await flush();
    },
    close: () => {
      isOpen = false;
    },
  };
};
