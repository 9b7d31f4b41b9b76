/** One thing that is kept. */
export interface KeptObject {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Where backups are kept. Names are words of letters, digits, "." and "-" with "/" between them.
 * Every method rejects with a {@link BackupFault} of kind "target", and in bounded time.
 */
export interface BackupTarget {
  /** For people, without secrets: a directory or the address of a bucket. */
  readonly place: string;
  /**
   * Keeps bytes under a name, whole or not at all, in the place of what was there; resolves when
   * they outlive a power loss. `bytes` is the length where it is known.
   */
  readonly put: (
    name: string,
    source: AsyncIterable<Uint8Array>,
    bytes?: number,
  ) => Promise<KeptObject>;
  /**
   * Keeps bytes under a name that nothing has; of all who try, one hears true. False says that
   * something has the name, perhaps from this very call, whose first answer was lost.
   */
  readonly claim: (name: string, content: Uint8Array) => Promise<boolean>;
  /** The bytes of a name; the first step rejects with kind "missing" where there is none. */
  readonly get: (name: string) => AsyncGenerator<Uint8Array, void, undefined>;
  /** Everything whose name begins so, by name. */
  readonly list: (prefix: string) => Promise<readonly KeptObject[]>;
  /** Removes what is there; nothing otherwise. */
  readonly remove: (name: string) => Promise<void>;
}

/** Ours; and what pgBackRest keeps in a folder of its own. */
const NAMES = [
  /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*){0,4}$/,
  /^repository(\/[A-Za-z0-9][\w.-]*){1,7}$/,
];

/** Whether a name is one that every target can keep. */
export const isObjectName = (name: string): boolean =>
  name.length <= 200 && NAMES.some((pattern) => pattern.test(name));
