import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** A row as both engines give it. */
export type Row = Readonly<Record<string, unknown>>;

/** Sums up rows of one table. */
export interface TableSum {
  readonly add: (row: Row) => void;
  readonly rows: () => number;
  /** 64 hexadecimal digits. */
  readonly checksum: () => string;
}

const MODULUS = 1n << 256n;
const HEX_DIGITS = 64;

/** One value with its type and length, so that no two rows have the same bytes. */
const encode = (value: unknown): readonly (string | Uint8Array)[] => {
  if (value === null) return ["n"];
  if (value instanceof Uint8Array) return [`b${value.byteLength}:`, value];
  const text = String(value);
  return [`${typeof value === "string" ? "s" : "d"}${Buffer.byteLength(text)}:`, text];
};

/**
 * Sums SHA-256 of every row, so that the order of rows does not matter (engines sort text
 * differently) while a row that is there twice, missing or altered does.
 */
export const createTableSum = (columns: readonly string[]): TableSum => {
  const names = [...columns].sort();
  let count = 0;
  let sum = 0n;
  return {
    add: (row) => {
      const hash = createHash("sha256");
      for (const name of names) for (const part of encode(row[name])) hash.update(part);
      sum = (sum + BigInt(`0x${hash.digest("hex")}`)) % MODULUS;
      count += 1;
    },
    rows: () => count,
    checksum: () => sum.toString(16).padStart(HEX_DIGITS, "0"),
  };
};
