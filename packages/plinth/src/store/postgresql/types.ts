import pg from "pg";

// Object ids of pg_type; fixed for built-in types.
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701, 1700]);

const toSafeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError("the integer is larger than a number can hold");
  }
  return value;
};

const toFlag = (text: string): number => (text === "t" ? 1 : 0);
const toText = (text: string): string => text;

/**
 * Values as SQLite gives them: integers (count and sum included) as numbers, booleans as 1 and 0,
 * bytes as bytes, everything else as text.
 */
const parserOf = (oid: number): ((text: string) => unknown) => {
  if (oid === INT8) {
    return toSafeInteger;
  }
  if (NUMBERS.has(oid)) {
    return Number;
  }
  if (oid === BOOL) {
    return toFlag;
  }
  return oid === BYTEA ? pg.types.getTypeParser(BYTEA) : toText;
};

/** The type parsers of a connection; the driver's own stay untouched for everybody else. */
export const typeParsers: pg.CustomTypesConfig = { getTypeParser: parserOf as never };
