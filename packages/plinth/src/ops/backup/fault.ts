import { systemFaultWords } from "#core";

/** Why a backup cannot be used or made. */
export type BackupFaultKind =
  /** It was made with another key. */
  | "wrong-key"
  /** A bit of it is not what was written, or it ends too early. */
  | "damaged"
  /** It is no backup of ours, or of a later release. */
  | "foreign"
  /** It is not there. */
  | "missing"
  /** What was asked must not be done. */
  | "refused"
  /** The place where backups are kept did not do its part. */
  | "target";

/** A backup that cannot be used or made: one sentence for the person who asked. */
export class BackupFault extends Error {
  readonly kind: BackupFaultKind;

  constructor(kind: BackupFaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "BackupFault";
    this.kind = kind;
  }
}

/** The words of a fault, for reports. */
export const wordsOf = (fault: unknown): string =>
  systemFaultWords(fault) ?? (fault instanceof Error ? fault.message : String(fault));
