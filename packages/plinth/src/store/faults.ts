import { AppError, platformErrors } from "#core";

/** What went wrong in the database, the same words for both engines. */
export type FaultKind =
  | "unique"
  | "constraint"
  | "collision"
  | "timeout"
  | "overload"
  | "unavailable"
  | "closed"
  | "other";

/** A driver's failure without the values a driver likes to quote. Only ever the cause of an error. */
export class DriverError extends Error {
  readonly kind: FaultKind;
  /** The driver's own code: SQLSTATE, a system code, or SQLite's extended result code. */
  readonly driverCode: string;

  constructor(kind: FaultKind, driverCode: string, message: string) {
    super(message);
    this.name = "DriverError";
    this.kind = kind;
    this.driverCode = driverCode;
  }
}

const REFUSALS: Readonly<Partial<Record<FaultKind, string>>> = {
  collision: "Too many changes at the same time. Try again.",
  timeout: "The database did not answer in time. Try again.",
  overload: "Too many changes are waiting. Try again.",
  unavailable: "The database cannot be reached. Try again.",
  closed: "The service is stopping.",
};

/** The error that a caller of the store sees for a driver's failure. */
export const toStoreError = (fault: DriverError): AppError => {
  const detail = REFUSALS[fault.kind];
  return detail === undefined
    ? platformErrors.make.DATABASE_ERROR({ cause: fault })
    : platformErrors.make.SERVICE_UNAVAILABLE({
        detail,
        cause: fault,
        headers: { "retry-after": "1" },
      });
};

/** A store error for a failure that the store itself found. */
export const storeError = (kind: FaultKind, message: string): AppError =>
  toStoreError(new DriverError(kind, "", message));

/** The kind of a store error, looked up through its causes; undefined for any other error. */
export const faultKind = (error: unknown): FaultKind | undefined => {
  for (let next = error, depth = 0; next instanceof Error && depth < 8; depth += 1) {
    if (next instanceof DriverError) {
      return next.kind;
    }
    next = next.cause;
  }
  return undefined;
};

/** Whether an error of the store means that a unique or primary key already holds the value. */
export const isUniqueViolation = (error: unknown): boolean => faultKind(error) === "unique";

/** Any thrown value as an error of the store; errors of a catalogue pass unchanged. */
export const asStoreError = (
  error: unknown,
  classify: (error: unknown) => DriverError,
): AppError => (error instanceof AppError ? error : toStoreError(classify(error)));
