import type { FullBackup } from "./catalog/catalog.ts";
import type {
  BackupEvent,
  BackupParts,
  BackupStatus,
  BackupTask,
  BackupWork,
  ReportProgress,
} from "./contract.ts";
import { BackupFault, wordsOf } from "./fault.ts";
import type { BackupCounts } from "./metrics.ts";
import type { Proof } from "./proof/proof.ts";

/** What is known of backups without looking: what was done last, what is under way, what failed. */
export interface Journal {
  readonly state: () => Pick<
    BackupStatus,
    "lastFull" | "lastProof" | "bytes" | "work" | "lastFault"
  >;
  readonly noteCatalog: (found: {
    readonly full: readonly FullBackup[];
    readonly bytes: number;
  }) => void;
  /** A proof of another run, which nobody is told of. */
  readonly remember: (proof: Proof | undefined) => void;
  readonly noteProof: (proof: Proof) => void;
  readonly noteFault: (what: BackupTask, fault: unknown) => void;
  /** Runs one piece of work at a time: two would only be in each other's way. */
  readonly alone: <T>(
    what: BackupWork["what"],
    run: (tell: ReportProgress) => Promise<T>,
    onProgress?: ReportProgress,
  ) => Promise<T>;
  readonly listen: (listener: (event: BackupEvent) => void) => void;
}

/** Builds it; `isOver` says that the database is closed, so that work on it ends without a result. */
export const createJournal = (
  { clock, log }: Pick<BackupParts, "clock" | "log">,
  counts: () => BackupCounts,
  isOver: () => boolean = () => false,
): Journal => {
  let lastFull: FullBackup | undefined;
  let lastProof: Proof | undefined;
  let bytes = 0;
  let work: BackupWork | undefined;
  let lastFault: BackupStatus["lastFault"];
  let listener: (event: BackupEvent) => void = () => undefined;

  const noteFault: Journal["noteFault"] = (what, fault) => {
    if (isOver() && work?.what === what) {
      log.info("a backup was given up: the application ended meanwhile", { what });
      return;
    }
    lastFault = { at: clock.now(), message: `${what}: ${wordsOf(fault)}` };
    counts().failed(what);
    log.error("a backup failed", { what, error: fault });
    listener({ kind: "failed", what });
  };

  return {
    state: () => ({ lastFull, lastProof, bytes, work, lastFault }),
    noteCatalog: (found) => {
      lastFull = found.full.at(-1);
      ({ bytes } = found);
    },
    remember: (proof) => {
      lastProof = proof;
    },
    noteProof: (proof) => {
      lastProof = proof;
      listener({ kind: "proven", full: proof.full });
    },
    noteFault,
    alone: async (what, run, onProgress) => {
      if (work !== undefined) {
        throw new BackupFault("refused", `a ${work.what} is under way already`);
      }
      const since = clock.now();
      work = { what, since, share: 0 };
      try {
        return await run((step, share) => {
          work = { what, since, share };
          onProgress?.(step, share);
        });
      } catch (fault) {
        noteFault(what, fault);
        throw fault;
      } finally {
        work = undefined;
      }
    },
    listen: (told) => {
      listener = told;
    },
  };
};
