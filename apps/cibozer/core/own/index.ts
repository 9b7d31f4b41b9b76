export { type OwnData, type OwnPool, withOwnRecipes } from "./pool.ts";
export {
  createOwnReader,
  type OwnObstacle,
  type OwnReader,
  type ResolvedLine,
  type ResolvedRecipe,
} from "./resolve.ts";
