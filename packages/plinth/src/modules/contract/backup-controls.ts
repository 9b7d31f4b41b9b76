/** A full backup that is there; instants in milliseconds since the epoch. */
export interface KeptBackup {
  readonly name: string;
  /** The instant whose state it has; the log behind it leads on from there. */
  readonly at: number;
  readonly bytes: number;
}

/** What a restore that was looked at had found. */
export interface RestoreProof {
  readonly at: number;
  readonly restoredTo: number;
  readonly rows: number;
  readonly tables: number;
  readonly bytes: number;
  readonly restoreMs: number;
  readonly checkMs: number;
  /** How long a commit of just before took to be in the backup. */
  readonly lagMs?: number;
}

/** How backups are. */
export interface BackupState {
  /** For people, without secrets. */
  readonly place: string;
  /** Whether every commit goes to the backup by itself now. */
  readonly isFollowing: boolean;
  /** Whether there are dumps of rows alone, which no log goes on from. */
  readonly isDumped?: true;
  /** Age of the oldest commit that is not in the backup. */
  readonly lagMs: number;
  readonly lastFull: KeptBackup | undefined;
  readonly lastProof: RestoreProof | undefined;
  readonly bytes: number;
  readonly work:
    | {
        readonly what: "full backup" | "restore drill";
        readonly since: number;
        readonly share: number;
      }
    | undefined;
  readonly lastFault: { readonly at: number; readonly message: string } | undefined;
  readonly copy:
    | { readonly place: string; readonly waiting: number; readonly fault: string | undefined }
    | undefined;
  /** Uploaded files: copies of them, those without one, and why. */
  readonly files?: {
    readonly kept: number;
    readonly waiting: number;
    readonly fault: string | undefined;
  };
}

/** What modules may know and do of backups. Every method rejects with an Error of one sentence. */
export interface BackupControls {
  /** From now on somebody takes care that the log is followed. */
  readonly start: () => void;
  /** Makes a full backup, restores it and looks at it. */
  readonly create: () => Promise<unknown>;
  /** Restores the newest state into a scratch directory and looks at it. */
  readonly drill: (options: {
    readonly writeSentinel: () => Promise<{ readonly table: string; readonly id: string }>;
  }) => Promise<RestoreProof>;
  readonly status: () => BackupState;
  readonly list: () => Promise<readonly KeptBackup[]>;
  /** Who is told when a backup is proven or failed; the last one that asked. */
  readonly listen: (listener: (event: { readonly kind: "proven" | "failed" }) => void) => void;
}
