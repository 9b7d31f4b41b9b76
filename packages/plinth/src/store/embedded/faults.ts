import { DriverError, type FaultKind } from "../faults.ts";
import { toWireFault } from "./database.ts";
import type { WireFault } from "./protocol.ts";

// https://www.sqlite.org/rescode.html; the low byte is the primary code.
const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
const CONSTRAINT = 19;
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
const READ_ONLY = 8;
const INPUT_OUTPUT = 10;
const FULL = 13;
const CANNOT_OPEN = 14;

const kindOf = (resultCode: number): FaultKind => {
  if (resultCode === UNIQUE || resultCode === PRIMARY_KEY) {
    return "unique";
  }
  switch (resultCode & 0xff) {
    case CONSTRAINT:
      return "constraint";
    case BUSY:
    case LOCKED:
      return "timeout";
    case NO_MEMORY:
    case READ_ONLY:
    case INPUT_OUTPUT:
    case FULL:
    case CANNOT_OPEN:
      return "unavailable";
    default:
      return "other";
  }
};

/** A fault of the writer thread as an error. */
export const fromWireFault = ({ message, resultCode }: WireFault): DriverError =>
  new DriverError(kindOf(resultCode), String(resultCode), message);

/** An error of node:sqlite in the store's words. */
export const classifySqlite = (error: unknown): DriverError =>
  error instanceof DriverError ? error : fromWireFault(toWireFault(error));
