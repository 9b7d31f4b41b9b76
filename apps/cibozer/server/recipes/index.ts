export { recipes } from "./module.ts";
export type { OwnRecipes } from "./service.ts";
