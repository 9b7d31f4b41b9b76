/** What an owner has already, as a count. */
interface Existing {
  readonly executeTakeFirstOrThrow: () => Promise<{ readonly count: number }>;
}
interface Insert {
  readonly execute: () => Promise<unknown>;
}

/**
 * Inserts one more unless there are `limit` already; false where there are. Both statements belong
 * to one transaction, so that two who come at once never get past the limit together.
 */
export const insertUpTo = async (
  limit: number,
  existing: Existing,
  insert: Insert,
): Promise<boolean> => {
  // PostgreSQL gives its counts as text.
  const { count } = await existing.executeTakeFirstOrThrow();
  if (Number(count) >= limit) return false;
  await insert.execute();
  return true;
};
