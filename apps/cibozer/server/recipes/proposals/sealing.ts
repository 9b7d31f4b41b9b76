import type { FieldSealer } from "plinth";
import { sealedColumn } from "../../sealed-column.ts";
import type { ProposalRepository, ProposalRow } from "./repository.ts";

/** The repository with recipes that are sealed on the way in and opened on the way out. */
export const withSealedProposals = (
  repository: ProposalRepository,
  fields: FieldSealer,
): ProposalRepository => {
  const recipes = sealedColumn(fields, "recipe_proposals", "recipe");
  const opened = async (row: ProposalRow): Promise<ProposalRow> => ({
    ...row,
    recipe: await recipes.open(row.account_id, row.id, row.recipe),
  });
  const openedIf = async (found: Promise<ProposalRow | undefined>) => {
    const row = await found;
    return row && opened(row);
  };
  const openedAll = async (found: Promise<readonly ProposalRow[]>) =>
    Promise.all((await found).map(opened));
  return {
    ...repository,
    put: async (row) =>
      repository.put({ ...row, recipe: await recipes.seal(row.account_id, row.id, row.recipe) }),
    find: (...given) => openedIf(repository.find(...given)),
    page: (...given) => openedAll(repository.page(...given)),
    inState: (...given) => openedIf(repository.inState(...given)),
    decide: (...given) => openedIf(repository.decide(...given)),
    accepted: (...given) => openedAll(repository.accepted(...given)),
    ofAccount: (...given) => openedAll(repository.ofAccount(...given)),
  };
};
