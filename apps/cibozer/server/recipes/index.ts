export { ContributedParams, ContributedRecipe } from "./contributed/schema.ts";
export { recipes } from "./module.ts";
export type { OwnRecipes } from "./service.ts";
export type { ContributedShown } from "./view.ts";
