import { type Migration, unsaidExpansions } from "#store";

/**
 * Finds migrations that only add and do not say `compatible: "expand"`: after them the release before
 * does not start any more, and `plinth deploy` refuses them (DB-09). Those that read or change rows
 * are their author's to judge.
 * @throws {RangeError} naming them.
 * @example
 * await requireExpansionsSaid(definition.modules.flatMap(({ migrations }) => migrations ?? []));
 */
export const requireExpansionsSaid = async (migrations: readonly Migration[]): Promise<void> => {
  const engines = ["embedded", "postgresql"] as const;
  const found = await Promise.all(engines.map((engine) => unsaidExpansions(engine, migrations)));
  const told = [...new Set(found.flat())];
  if (told.length > 0) throw new RangeError(told.join("\n"));
};
