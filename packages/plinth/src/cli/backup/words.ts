import { systemClock } from "#core";
import type { Proof } from "#ops/backup";
import { UsageError } from "../command.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes for people. */
export const sizeWords = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${UNITS[power]}`;
};

/**
 * Reads an instant: ISO 8601 with a time zone, such as 2026-03-01T12:00:00Z, so that nobody restores
 * an hour too much.
 * @throws {UsageError} for everything else.
 */
export const readInstant = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(
    text,
  );
  const at = isWhole ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new UsageError("--at is an instant with its time zone, such as 2026-03-01T12:00:00Z");
  }
  if (at > systemClock.now()) {
    throw new UsageError(`--at ${text} is still to come; without it the newest state is restored`);
  }
  return at;
};

/** An instant for people and programs. */
export const instantWords = (at: number): string => new Date(at).toISOString();

/** What a restore that was looked at had found, in one line. */
export const proofLine = (proof: Proof): string =>
  `proven ${instantWords(proof.at)}: ${proof.rows} rows in ${proof.tables} tables as of ${instantWords(proof.restoredTo)}, restored in ${(proof.restoreMs / 1_000).toFixed(1)} s, checked in ${(proof.checkMs / 1_000).toFixed(1)} s`;
