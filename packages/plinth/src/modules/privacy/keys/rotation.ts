import type { FormerDigests, Resealed } from "#crypto";
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
  /** What could not be made anew, and needs SECRET_KEY_PREVIOUS. */
  readonly digests: readonly FormerDigests[];
}

/** The columns with sealed values. */
export const sealedColumns = (classes: readonly TableClasses[]): readonly SealedColumn[] =>
  classes.flatMap(({ table, columns, rowId = "id", owner = "account_id", formerlyPlain = [] }) =>
    Object.entries(columns).flatMap(([column, kind]) => {
      if (kind !== "sensitive") return [];
      const isFormerlyPlain = formerlyPlain.includes(column);
      return [{ table, column, rowId: [rowId].flat(), owner, isFormerlyPlain }];
    }),
  );

/** What is done with all sealed values at once. */
export interface FieldRotation {
  /** Makes a key, seals every value anew with it, and removes keys that nothing needs. */
  readonly rotate: () => Promise<RotationReport>;
  /** Seals what is plain from before its column was sealed; how many values were. */
  readonly sealPlain: () => Promise<number>;
  /** What only SECRET_KEY_PREVIOUS can still compare; at nothing it may be taken out. */
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
}

/**
 * Builds what rotates the keys of sealed columns (P-085). It may be killed at any moment: values are
 * replaced one by one and say which key they need, so that the next run goes on where this one was.
 */
export const createFieldRotation = (parts: {
  readonly fields: FieldKeys;
  readonly repository: FieldRepository;
  readonly classes: () => readonly TableClasses[];
  /** Seals anew what modules keep sealed with SECRET_KEY. */
  readonly reseal: () => Promise<Resealed>;
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
}): FieldRotation => {
  const { fields, repository, classes } = parts;
  const isPlain = ({ isFormerlyPlain }: SealedColumn, { sealed }: SealedValue): boolean =>
    isFormerlyPlain && !sealed.startsWith(fields.prefix);

  /** All values of a column that do not begin with a prefix; what is done to one shows in no later one. */
  async function* valuesWithout(place: SealedColumn, prefix: string) {
    let after: readonly string[] | undefined;
    do {
      const { values, next } = await repository.without(place, prefix, after, BATCH);
      yield* values;
      after = next;
    } while (after !== undefined);
  }

  /** A plain value of before is no sign of a rotation that was interrupted. */
  const isUnfinished = async (prefix: string): Promise<boolean> => {
    for (const place of sealedColumns(classes())) {
      for await (const value of valuesWithout(place, prefix)) {
        if (!isPlain(place, value)) return true;
      }
    }
    return false;
  };

  /** Seals one value anew; "skipped" where somebody wrote meanwhile, with the newest key. */
  const resealValue = async (
    place: SealedColumn,
    value: SealedValue,
  ): Promise<"resealed" | "skipped" | "unreadable"> => {
    const { table, column } = place;
    const where = { table, column, row: value.key.join(":"), account: value.account };
    const open = place.isFormerlyPlain ? fields.openOrPlain : fields.open;
    try {
      const next = await fields.seal(where, await open(where, value.sealed));
      return (await repository.replace(place, value, next)) ? "resealed" : "skipped";
    } catch (fault) {
      if (fault instanceof UnreadableField) return "unreadable";
      throw fault;
    }
  };

  const resealColumn = async (place: SealedColumn, prefix: string) => {
    let resealed = 0;
    let unreadable = 0;
    for await (const value of valuesWithout(place, prefix)) {
      const outcome = await resealValue(place, value);
      if (outcome === "resealed") resealed += 1;
      if (outcome === "unreadable") unreadable += 1;
    }
    return { resealed, unreadable };
  };

  const rotate = async (): Promise<RotationReport> => {
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
    return {
      key,
      isContinued,
      resealed,
      unreadable,
      removed,
      rewrapped: keys + secrets.resealed,
      lost: secrets.unreadable,
      digests: await parts.formerDigests(),
    };
  };

  return {
    rotate,
    formerDigests: parts.formerDigests,
    sealPlain: async () => {
      let count = 0;
      for (const place of sealedColumns(classes())) {
        if (place.isFormerlyPlain) count += (await resealColumn(place, fields.prefix)).resealed;
      }
      return count;
    },
  };
};
