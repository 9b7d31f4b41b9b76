/** Foods and whether they are in the basket. */
export type Checks = Readonly<Record<string, boolean>>;

/** Changes that go together, under the key by which the server knows them again. */
export type CheckBatch = { readonly key: string; readonly changes: Checks };

/** What the server may not have yet. */
export type Waiting = {
  /** On its way, or sent with no answer: it is sent again as it is, under the same key. */
  readonly sent?: CheckBatch;
  /** Ticked since. */
  readonly pending: Checks;
};

/** What a queue works with. */
export type CheckQueueParts = {
  /** What was not answered when the page was closed. */
  readonly initial: Waiting;
  /** Keeps what is not answered yet, so that closing the page loses nothing. */
  readonly keep: (waiting: Waiting) => void;
  /** Sends changes; may fail after they have arrived, and is then called with the same key. */
  readonly send: (batch: CheckBatch) => Promise<void>;
  readonly newKey: () => string;
  readonly onChange: (shown: Checks) => void;
};

/** Changes on their way to the server. */
export type CheckQueue = {
  readonly set: (food: string, done: boolean) => void;
  /** Tries to send what waits; does nothing while something is being sent. Never throws. */
  readonly flush: () => Promise<void>;
  /** Begins, or begins again. */
  readonly open: () => void;
  /** Ends it: nothing is sent or kept any more. */
  readonly close: () => void;
};

/** All that waits, the newest word on each food. */
export const shownOf = ({ sent, pending }: Waiting): Checks => ({ ...sent?.changes, ...pending });

/**
 * Ticks that are kept until the server has them (UX-02). They go in the order in which they were
 * made, one batch after another; a batch without an answer goes again under its key, so that it
 * counts once and does not undo what another device has done since (P-116).
 */
export const createCheckQueue = (parts: CheckQueueParts): CheckQueue => {
  let waiting: Waiting = parts.initial;
  let isSending = false;
  let isClosed = false;
  const put = (next: Waiting) => {
    waiting = next;
    parts.keep(next);
    parts.onChange(shownOf(next));
  };
  /** The batch to send now; undefined when nothing waits. */
  const begin = (): CheckBatch | undefined => {
    if (waiting.sent !== undefined) return waiting.sent;
    if (Object.keys(waiting.pending).length === 0) return undefined;
    const sent = { key: parts.newKey(), changes: waiting.pending };
    // Kept before it leaves: a page that is closed meanwhile must know the key.
    put({ sent, pending: {} });
    return sent;
  };
  const flush = async (): Promise<void> => {
    while (!isSending && !isClosed) {
      const batch = begin();
      if (batch === undefined) return;
      isSending = true;
      try {
        await parts.send(batch);
      } catch {
        // It stays; the next flush sends it again.
        return;
      } finally {
        isSending = false;
      }
      if (isClosed) return;
      put({ pending: waiting.pending });
    }
  };
  return {
    set: (food, done) => {
      if (isClosed) return;
      put({ ...waiting, pending: { ...waiting.pending, [food]: done } });
      void flush();
    },
    flush,
    open: () => {
      isClosed = false;
    },
    close: () => {
      isClosed = true;
    },
  };
};
