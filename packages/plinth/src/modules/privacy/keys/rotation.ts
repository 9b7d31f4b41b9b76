import type { Resealed } from "#crypto";
import type { TableClasses } from "#modules/contract";
import { type FieldKeys, UnreadableField } from "#services/field-keys";
import type { FieldRepository, SealedColumn, SealedValue } from "./field-repository.ts";

const BATCH = 100;

/** What a rotation did. */
export interface RotationReport {
  /** The key that seals now. */
  readonly key: number;
  /** Whether a rotation that was interrupted was gone on with, in the place of a new one. */
  readonly isContinued: boolean;
  /** Values that were sealed anew. */
  readonly resealed: number;
  /** Values that do not open with any key; they stay as they are. */
  readonly unreadable: number;
  /** Keys that nothing needs any more; what they sealed never opens again. */
  readonly removed: readonly number[];
  /** Keys and secrets that were still sealed with the SECRET_KEY of before. */
  readonly rewrapped: number;
  /** Keys and secrets that open with no key there is; they stay as they are. */
  readonly lost: number;
}

/** The columns with sealed values. */
export const sealedColumns = (classes: readonly TableClasses[]): readonly SealedColumn[] =>
  classes.flatMap(({ table, columns, rowId = "id", owner = "account_id" }) =>
    Object.entries(columns).flatMap(([column, kind]) =>
      kind === "sensitive" ? [{ table, column, rowId, owner }] : [],
    ),
  );

/**
 * Builds what rotates the keys of sealed columns (P-085): makes a key, seals every value anew with
 * it, removes keys that nothing needs. It may be killed at any moment: values are replaced one by
 * one and say which key they need, so that the next run goes on where this one was.
 */
export const createFieldRotation = (parts: {
  readonly fields: FieldKeys;
  readonly repository: FieldRepository;
  readonly classes: () => readonly TableClasses[];
  /** Seals anew what modules keep sealed with SECRET_KEY. */
  readonly reseal: () => Promise<Resealed>;
}): (() => Promise<RotationReport>) => {
  const { fields, repository, classes } = parts;

  const isUnfinished = async (prefix: string): Promise<boolean> => {
    for (const place of sealedColumns(classes())) {
      if ((await repository.without(place, prefix, "", 1)).length > 0) return true;
    }
    return false;
  };

  /** Seals one value anew; "skipped" where somebody wrote meanwhile, with the newest key. */
  const resealValue = async (
    place: SealedColumn,
    value: SealedValue,
  ): Promise<"resealed" | "skipped" | "unreadable"> => {
    const { table, column } = place;
    const where = { table, column, row: value.row, account: value.account };
    try {
      const next = await fields.seal(where, await fields.open(where, value.sealed));
      return (await repository.replace(place, value, next)) ? "resealed" : "skipped";
    } catch (fault) {
      if (fault instanceof UnreadableField) return "unreadable";
      throw fault;
    }
  };

  const resealColumn = async (place: SealedColumn, prefix: string) => {
    let resealed = 0;
    let unreadable = 0;
    let after = "";
    for (;;) {
      const values = await repository.without(place, prefix, after, BATCH);
      for (const value of values) {
        const outcome = await resealValue(place, value);
        if (outcome === "resealed") resealed += 1;
        if (outcome === "unreadable") unreadable += 1;
      }
      const last = values.at(-1);
      if (last === undefined || values.length < BATCH) return { resealed, unreadable };
      after = last.row;
    }
  };

  return async () => {
    const before = await fields.numbers();
    const newest = before.at(-1) ?? 1;
    const isContinued = await isUnfinished(fields.prefixOf(newest));
    const key = isContinued ? newest : await fields.add();
    const prefix = fields.prefixOf(key);
    let resealed = 0;
    let unreadable = 0;
    for (const place of sealedColumns(classes())) {
      const done = await resealColumn(place, prefix);
      resealed += done.resealed;
      unreadable += done.unreadable;
    }
    // The one before stays: another node may write with it for a minute yet.
    const needless = (await fields.numbers()).filter((number) => number < key - 1);
    const removed = unreadable > 0 ? [] : needless;
    for (const number of removed) await fields.remove(number);
    const keys = await fields.reseal();
    const secrets = await parts.reseal();
    const rewrapped = keys + secrets.resealed;
    return { key, isContinued, resealed, unreadable, removed, rewrapped, lost: secrets.unreadable };
  };
};
