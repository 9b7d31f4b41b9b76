/** A place in the write-ahead log: every frame before it is known. */
export interface LogPosition {
  /** The salts of the log's header, as 16 hexadecimal digits: another value is another log. */
  readonly salt: string;
  /** Whole frames before the place. */
  readonly frames: number;
  /** The running checksum of the last frame before the place, as 16 hexadecimal digits. */
  readonly checksum: string;
}

/** One commit of a batch. */
export interface LogCommit {
  /** Frames of the batch up to this commit, the commit's own included. */
  readonly frames: number;
  /** When it was durable: milliseconds since the epoch, never less than the commit before. */
  readonly at: number;
}

/** Commits as the log has them, in their order; nothing is left out between two batches. */
export interface LogBatch {
  /** 1 for the first since the writer's thread began. */
  readonly number: number;
  readonly pageSize: number;
  /** The place of the first frame is `frames` of the log with this salt. */
  readonly salt: string;
  readonly first: number;
  readonly commits: readonly LogCommit[];
  /** The frames themselves, each a header of 24 bytes and a page, as SQLite wrote them. */
  readonly frames: Uint8Array;
}

/** A state of the database between two commits. */
export interface LogMark {
  /** Everything before it was committed by then, everything after it later. */
  readonly at: number;
  /** Batches that were sent before. */
  readonly batches: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What is asked of the writer's thread about its log. */
export type LogOrder =
  | { readonly step: "resume"; readonly after: LogPosition | undefined }
  | { readonly step: "hold" }
  | { readonly step: "mark" }
  | { readonly step: "release" }
  | { readonly step: "flush" };

/** Follows the write-ahead log of an embedded database, for backups. Off until asked for. */
export interface StoreLog {
  /** The database file; never open and close it in this process, which would drop SQLite's locks. */
  readonly path: string;
  /**
   * Who is told of every batch, and when the thread that watches died: what it saw may be
   * incomplete then, and only `hold` begins anew.
   */
  readonly listen: (listener: LogListener) => void;
  /**
   * Begins to follow the log after a place, or from its beginning where none is given; false when
   * the log does not go on from there, and nothing is followed then.
   */
  readonly resume: (after: LogPosition | undefined) => Promise<boolean>;
  /**
   * Writes the whole log into the database file and keeps the file as it is until `release`; begins
   * to follow the log where nobody did. Undefined while somebody reads: try again.
   */
  readonly hold: () => Promise<LogMark | undefined>;
  readonly release: () => Promise<void>;
  /** Counts all rows between two commits; undefined where nobody follows the log. */
  readonly mark: () => Promise<LogMark | undefined>;
  /** Sends what was committed and not sent. */
  readonly flush: () => Promise<void>;
  /** The bytes of the database file; only while it is held. */
  readonly read: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** Whether the store is closed, or about to be: whatever goes on then with the file has to be given up. */
  readonly isClosed: () => boolean;
}

/** Who is told. */
export interface LogListener {
  readonly onBatch: (batch: LogBatch) => void;
  readonly onLost: () => void;
}
