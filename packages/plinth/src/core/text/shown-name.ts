const PLAIN_NAME = /^[\p{L}\p{N}_$.-]{1,64}$/u;

/**
 * A name that came from the client, for an answer: plain ones as they are, so that a slip of the
 * finger is found, and "?" for everything else, so that no error gives back what was sent.
 */
export const shownName = (name: string): string => (PLAIN_NAME.test(name) ? name : "?");
