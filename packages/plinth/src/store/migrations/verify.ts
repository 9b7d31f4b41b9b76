import type { Migration } from "./define.ts";
import type { HistoryRow } from "./history.ts";

/** The owner and the number of an id such as "accounts-0002". */
const partsOf = (id: string): { readonly owner: string; readonly number: number } => ({
  owner: id.slice(0, -5),
  number: Number(id.slice(-4)),
});

/** Entries that somebody removed leave a hole in the positions. */
const holes = (history: readonly HistoryRow[]): readonly string[] => {
  const wrong = history.find((row, index) => row.position !== index + 1);
  return wrong === undefined
    ? []
    : [
        `The history has a hole before ${wrong.id}: its position is ${wrong.position}, not ${history.indexOf(wrong) + 1}; an entry was removed by hand.`,
      ];
};

/** Within one owner each migration builds on the one before it. */
const ordered = (history: readonly HistoryRow[]): readonly string[] => {
  const last = new Map<string, number>();
  return history.flatMap(({ id }) => {
    const { owner, number } = partsOf(id);
    const before = last.get(owner) ?? 0;
    last.set(owner, Math.max(number, before));
    return number < before
      ? [`Migration ${id} was applied after ${owner}-${String(before).padStart(4, "0")}.`]
      : [];
  });
};

/** A pending migration with an applied successor was left out. */
const skipped = (
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): readonly string[] => {
  const applied = new Set(history.map(({ id }) => id));
  return migrations.flatMap(({ id }) => {
    if (applied.has(id)) return [];
    const { owner, number } = partsOf(id);
    const later = history.find((row) => {
      const other = partsOf(row.id);
      return other.owner === owner && other.number > number;
    });
    return later === undefined
      ? []
      : [`Migration ${id} is not applied, although ${later.id}, which builds on it, is.`];
  });
};

/** What is wrong with the chain of applied migrations, in sentences; checksums are another matter. */
export const chainProblems = (
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): readonly string[] => [...holes(history), ...ordered(history), ...skipped(migrations, history)];
