/** What a subscriber hears. */
export interface BroadcastListener {
  readonly onMessage: (text: string) => void;
  /** Messages may have been missed: whatever rests on having heard all is to be read again. */
  readonly onGap: () => void;
}

/** Longest text of a message, in characters; more is no hint but data. */
export const MAX_TEXT = 1_024;

/**
 * Hints from node to node: "this changed, look again". A hint may be lost, come twice or be forged,
 * so that whoever hears one does no more than read again what it knew. What must not be missed is
 * found by reading, at the latest when what is known grows old.
 */
export interface Broadcast {
  /**
   * Tells all other nodes, without waiting and without a promise; the sender does not hear it.
   * @throws {RangeError} for a channel that is no plain name and for a text that is too long.
   */
  readonly publish: (channel: string, text: string) => void;
  /** Hears what other nodes publish; the result ends it. @throws {RangeError} as `publish` does. */
  readonly subscribe: (channel: string, listener: BroadcastListener) => () => void;
  /** Ends all subscriptions; nothing is published after it. */
  readonly close: () => void;
}

/** @throws {RangeError} for a channel that is no kebab-case name. */
export const requireChannel = (channel: string): void => {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(channel)) {
    throw new RangeError(`channel ${JSON.stringify(channel)} is not a kebab-case name`);
  }
};

/** @throws {RangeError} for a text that is too long. */
export const requireText = (text: string): void => {
  if (text.length > MAX_TEXT) {
    throw new RangeError(`a hint has at most ${MAX_TEXT} characters, not ${text.length}`);
  }
};
