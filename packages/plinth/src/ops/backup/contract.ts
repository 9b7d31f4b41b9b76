import type { KeyObject } from "node:crypto";
import type { Clock, Random, StartTimer } from "#core";
import type { Logger, Metrics } from "#telemetry";
import type { FullBackup } from "./catalog/catalog.ts";
import type { CopierState } from "./catalog/copier.ts";
import type { Sentinel } from "./check/check.ts";
import type { FilesState } from "./files/keeper.ts";
import type { Proof } from "./proof/proof.ts";
import type { BackupTarget } from "./targets/contract.ts";

/** What backups of an embedded database are made with. */
export interface BackupParts {
  readonly target: BackupTarget;
  /** A second place, away from this machine. */
  readonly copyTo: BackupTarget | undefined;
  /** 256 bits; what the keys of objects are wrapped with. */
  readonly key: KeyObject;
  /** Keys of before, that older backups open with. */
  readonly former: readonly KeyObject[];
  readonly random: Random;
  readonly clock: Clock;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  readonly dataDirectory: string;
  /** The text of every variable that was given (BK-06). */
  readonly variables: () => Readonly<Record<string, string>>;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** What happened. */
export type BackupEvent =
  | { readonly kind: "proven"; readonly full: string }
  | { readonly kind: "failed"; readonly what: BackupTask };

/** What can fail. */
export type BackupTask = "full backup" | "restore drill" | "log" | "copy";

/** What is under way. */
export interface BackupWork {
  readonly what: "full backup" | "restore drill";
  readonly since: number;
  /** 0 to 1. */
  readonly share: number;
}

/** How backups are. All instants in milliseconds since the epoch. */
export interface BackupStatus {
  readonly place: string;
  /** Whether every commit goes to the target by itself now. */
  readonly isFollowing: boolean;
  readonly generation: string | undefined;
  /** Whether there are dumps of rows alone, which no log goes on from. */
  readonly isDumped?: true;
  /** Age of the oldest commit that is not in the target: what a loss of this disk would cost now. */
  readonly lagMs: number;
  readonly lastFull: FullBackup | undefined;
  readonly lastProof: Proof | undefined;
  readonly bytes: number;
  readonly work: BackupWork | undefined;
  readonly lastFault: { readonly at: number; readonly message: string } | undefined;
  readonly copy: CopierState | undefined;
  /** Uploaded files; undefined where none are kept with it. */
  readonly files?: FilesState;
}

/** What a drill is given by the application. */
export interface DrillOptions {
  /** Writes a row of its own and says where it is. */
  readonly writeSentinel?: () => Promise<Sentinel>;
}

/** How far a command is. */
export type ReportProgress = (what: string, share: number) => void;

/** Backups of one embedded database. */
export interface Backups {
  /** Full backup, restored and looked at; success is what was found then (P-060). */
  readonly create: (
    onProgress?: ReportProgress,
  ) => Promise<{ readonly full: FullBackup; readonly proof: Proof }>;
  /** Restores the newest state into a scratch directory and looks at it (BK-05). */
  readonly drill: (options?: DrillOptions, onProgress?: ReportProgress) => Promise<Proof>;
  /** Removes what need not be kept; the names of it. */
  readonly prune: () => Promise<readonly string[]>;
  readonly status: () => BackupStatus;
  /** Who is told when a backup is proven or failed; the last one that asked. Must not throw. */
  readonly listen: (listener: (event: BackupEvent) => void) => void;
  /** Full backups, newest last. */
  readonly list: () => Promise<readonly FullBackup[]>;
}
