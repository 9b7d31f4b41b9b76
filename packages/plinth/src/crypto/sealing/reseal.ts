import type { Sealer } from "./aead.ts";

const PAGE = 200;

/** A sealed value and where it lies. */
export interface SealedRow {
  /** Names the row, and orders the rows. */
  readonly id: string;
  readonly sealed: string;
  /** What it was sealed for. */
  readonly context: string;
}

/** What became of the sealed values of a table. */
export interface Resealed {
  /** Values that are sealed with the present key now, and were not before. */
  readonly resealed: number;
  /** Values that no key opens; they stay as they are, for their key may be named later. */
  readonly unreadable: number;
}

/**
 * Digests that were made with a key of before. Without the plain value nobody can make them anew, so
 * that they count only as long as SECRET_KEY_PREVIOUS names their key.
 */
export interface FormerDigests {
  /** Whose, in the plural: "recovery codes". */
  readonly what: string;
  readonly count: number;
}

/**
 * Seals with the present key what is sealed with one of before, a page of rows at a time. It may be
 * killed at any moment: what was done is done. `replace` changes a value only where it is still the
 * one that was read.
 */
export const resealRows = async (parts: {
  readonly sealer: Pick<Sealer, "renew">;
  /** Rows after one, by their id. */
  readonly after: (id: string, limit: number) => Promise<readonly SealedRow[]>;
  readonly replace: (before: SealedRow, sealed: string) => Promise<void>;
}): Promise<Resealed> => {
  const { sealer, after, replace } = parts;
  let resealed = 0;
  let unreadable = 0;
  let last = "";
  for (;;) {
    const rows = await after(last, PAGE);
    for (const row of rows) {
      const renewed = sealer.renew(row.sealed, row.context);
      if (renewed === undefined) unreadable += 1;
      if (renewed === undefined || renewed === row.sealed) continue;
      await replace(row, renewed);
      resealed += 1;
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return { resealed, unreadable };
    last = end.id;
  }
};
