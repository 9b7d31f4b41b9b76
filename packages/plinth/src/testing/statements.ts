import type { StatementFigures, Store } from "#store";

/** A statement and how often it ran meanwhile. */
export interface CountedStatement {
  readonly id: string;
  readonly name: string;
  /** With "?" for every value. */
  readonly text: string;
  readonly count: number;
}

const totalOf = ({ count, failures }: StatementFigures): number => count + failures;

/**
 * What a store sent while `work` ran, most often first. Whatever runs beside it counts too, so give
 * it nothing to do beside.
 * @example
 * const one = await countStatements(app.store, () => app.fetch("/api/v1/notes"));
 */
export const countStatements = async (
  store: Pick<Store, "statements">,
  work: () => Promise<unknown>,
): Promise<readonly CountedStatement[]> => {
  const before = new Map(store.statements().figures.map((one) => [one.id, totalOf(one)]));
  await work();
  return store
    .statements()
    .figures.map((one) => ({
      id: one.id,
      name: one.name,
      text: one.text,
      count: totalOf(one) - (before.get(one.id) ?? 0),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
};

/**
 * Finds one statement for each row where one for all would do: runs `work` and refuses what ran more
 * than `most` times (DB-08).
 * @throws {RangeError} naming the statements and how often they ran.
 */
export const requireFewStatements = async (
  store: Pick<Store, "statements">,
  work: () => Promise<unknown>,
  { most = 3 }: { readonly most?: number } = {},
): Promise<readonly CountedStatement[]> => {
  const counted = await countStatements(store, work);
  const repeated = counted.filter(({ count }) => count > most);
  if (repeated.length > 0) {
    const told = repeated.map(({ count, text }) => `${count} times: ${text}`);
    throw new RangeError(`statements ran more than ${most} times\n${told.join("\n")}`);
  }
  return counted;
};
