import { platformErrors } from "../platform-errors.ts";

/** ISO 8601 with a date, or with date, time and zone: without a zone it would be another time elsewhere. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * The instant that a field of a request says, in milliseconds since 1970; undefined where it says none.
 * @throws {AppError} VALIDATION_ERROR for everything else.
 */
export const requireInstant = (field: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const instant = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(instant)) return instant;
  throw platformErrors.make.VALIDATION_ERROR({
    faults: [{ field, rule: "time", message: "must be a time such as 2026-01-31T12:00:00Z" }],
  });
};
