/** What is stored of a password. */
export interface StoredPassword {
  /** Name of a scheme; other text never verifies. Kept beside the hash, never guessed from it. */
  readonly scheme: string;
  /** The scheme's own text form: parameters, salt, digest. */
  readonly hash: string;
}

/** A stored hash that was read: its figures are within bounds and its parts are whole. */
export interface ReadHash {
  /** For people, for example "bcrypt, cost 12". */
  readonly label: string;
  /** Whether a stolen hash could be tried out faster than OWASP's least settings allow. */
  readonly isWeak: boolean;
  /** The work of one check, in libuv's threads; false for any password but the one. */
  readonly matches: (password: string) => Promise<boolean>;
}

/** A way to store passwords. */
export interface Scheme {
  readonly names: readonly string[];
  /** Undefined when the text is none of this scheme, or its figures make a check a weapon. */
  readonly read: (stored: StoredPassword) => ReadHash | undefined;
  /**
   * The stored form of a hash as another system wrote it; undefined when it is another scheme's.
   * Bounds are not looked at: `read` does that.
   */
  readonly adopt: (text: string) => StoredPassword | undefined;
}

/**
 * The bytes of a password. Lone surrogates have no UTF-8 form (all would become U+FFFD, so that
 * different passwords were one); such passwords are taken as UTF-16 behind a byte that no UTF-8 text
 * can begin with.
 */
export const passwordBytes = (password: string): Buffer =>
  password.isWellFormed()
    ? Buffer.from(password, "utf8")
    : Buffer.concat([Buffer.of(0xff), Buffer.from(password, "utf16le")]);

/** Salt and digest in the base64 of our own text forms. */
export const encodeBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** Reads any base64: with or without padding, URL letters, and passlib's "." for "+". */
export const decodeBytes = (text: string): Buffer =>
  Buffer.from(text.replaceAll(".", "+"), "base64");
