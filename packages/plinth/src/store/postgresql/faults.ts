import { DriverError, type FaultKind } from "../faults.ts";

// https://www.postgresql.org/docs/current/errcodes-appendix.html and errno(3)
const KINDS: Readonly<Record<string, FaultKind>> = {
  "23505": "unique",
  "40001": "collision",
  "40P01": "collision",
  "57014": "timeout",
  "55P03": "timeout",
  "25P03": "timeout",
  "25P04": "timeout",
  "57P01": "unavailable",
  "57P02": "unavailable",
  "57P03": "unavailable",
  "57P04": "unavailable",
  "57P05": "unavailable",
  "53100": "unavailable",
  "53200": "unavailable",
  "53300": "unavailable",
  "3D000": "unavailable",
  // Only a start can say so of the setting; later it is the server that was changed.
  "28000": "unavailable",
  "28P01": "unavailable",
  // The server became a standby: the primary is another one now.
  "25006": "unavailable",
  "58030": "unavailable",
  ECONNREFUSED: "unavailable",
  ECONNRESET: "unavailable",
  EPIPE: "unavailable",
  ETIMEDOUT: "unavailable",
  ENOTFOUND: "unavailable",
  EAI_AGAIN: "unavailable",
  EHOSTUNREACH: "unavailable",
  ENETUNREACH: "unavailable",
  ENOENT: "unavailable",
};

// pg gives these no code.
const MESSAGES: readonly (readonly [RegExp, FaultKind])[] = [
  [/after calling end/, "closed"],
  [/^Query read timeout/, "timeout"],
  [
    /^Connection terminated|not queryable|timeout expired|connection timeout|^Client was closed/,
    "unavailable",
  ],
];

const kindOf = (code: string, message: string): FaultKind => {
  const known = KINDS[code];
  if (known !== undefined) {
    return known;
  }
  if (code.startsWith("23")) {
    return "constraint";
  }
  if (code.startsWith("08")) {
    return "unavailable";
  }
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? "other";
};

/** An error of pg in the store's words. Its `detail`, `where` and the like quote values: dropped. */
export const classifyPostgres = (error: unknown): DriverError => {
  if (error instanceof DriverError) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // A host with several addresses fails with an AggregateError, which has no message.
  return new DriverError(kindOf(code, message), code, message === "" ? code : message);
};
