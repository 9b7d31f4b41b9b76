/** What a hint says beside its topic: a few names and numbers, and nothing about people. */
export type LiveData = Readonly<Record<string, string | number | boolean>>;

/** "Something changed there, look again." */
export interface LiveHint {
  /** Orders the hints of one process; what a client sends back to hear what it missed. */
  readonly id: string;
  /** In kebab-case, such as "alerts". */
  readonly topic: string;
  readonly data: LiveData;
}

/** Who hears hints. */
export interface LiveListener {
  readonly onHint: (hint: LiveHint) => void;
  /** Hints may have been missed: everything is to be looked at again. */
  readonly onGap: () => void;
}

/** Hints to everyone who looks at something, on whatever node. */
export interface Live {
  /**
   * Tells all who listen to a topic, here and on the other nodes; never waits. Data that is too long
   * for a hint is left out: whoever hears of it looks again in any case.
   * @throws {RangeError} for a topic that is no kebab-case name, or open, gap, end, error or message.
   */
  readonly publish: (topic: string, data?: LiveData) => void;
  /**
   * Hears hints of some topics, or of all; those since the hint `after` come first, or a gap where that is not
   * known any more. The result ends it.
   */
  readonly subscribe: (
    topics: readonly string[] | "all",
    listener: LiveListener,
    after?: string,
  ) => () => void;
  /** The id of the newest hint of all, whether or not there is one; to be given as `after` later. */
  readonly cursor: () => string;
  /** Ends the hearing of other nodes. */
  readonly close: () => void;
}
