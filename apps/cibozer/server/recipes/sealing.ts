import type { FieldSealer } from "plinth";
import { sealedColumn } from "../sealed-column.ts";
import type { OwnRecipeRepository, OwnRecipeRow } from "./repository.ts";

/** The repository with recipes that are sealed on the way in and opened on the way out. */
export const withSealedRecipes = (
  repository: OwnRecipeRepository,
  fields: FieldSealer,
): OwnRecipeRepository => {
  const recipes = sealedColumn(fields, "own_recipes", "recipe");
  const texts = sealedColumn(fields, "own_recipes", "photo_text");
  const sealed = async <Row extends Pick<OwnRecipeRow, "account_id" | "id" | "recipe">>(
    row: Row,
  ) => ({
    ...row,
    recipe: await recipes.seal(row.account_id, row.id, row.recipe),
  });
  const opened = async (row: OwnRecipeRow): Promise<OwnRecipeRow> => {
    const { account_id: owner, id, photo_text: text } = row;
    return {
      ...row,
      recipe: await recipes.open(owner, id, row.recipe),
      photo_text: text === null ? null : await texts.open(owner, id, text),
    };
  };
  return {
    ...repository,
    // A new recipe has no photo yet.
    insert: async (row, limit) => repository.insert(await sealed(row), limit),
    list: async (accountId) => Promise.all((await repository.list(accountId)).map(opened)),
    find: async (accountId, id) => {
      const row = await repository.find(accountId, id);
      return row && opened(row);
    },
    replace: async (row) => repository.replace(await sealed(row)),
    setPhoto: async (accountId, id, photo) =>
      repository.setPhoto(
        accountId,
        id,
        photo && { ...photo, text: await texts.seal(accountId, id, photo.text) },
      ),
  };
};
