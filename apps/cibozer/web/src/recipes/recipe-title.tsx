import { useTexts } from "@plinth/console";
import { isWrittenId, recipeTitle } from "#core";

/**
 * A recipe by its title, kept in its own direction: a shipped one in the language of the page, or
 * else marked as English (WCAG 3.1.2); in which language a person writes is not known.
 */
export const RecipeTitle = (props: {
  readonly recipe: { readonly id: string; readonly title: string };
}) => {
  const { id, title } = props.recipe;
  const said = recipeTitle(useTexts(), props.recipe);
  return <bdi lang={said === title && !isWrittenId(id) ? "en" : undefined}>{said}</bdi>;
};
