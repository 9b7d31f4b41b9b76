import { useNavigate, useParams } from "@tanstack/react-router";
import { RecipeListPage } from "../recipes/recipe-list-page.tsx";
import { RecipePage } from "../recipes/recipe-page.tsx";

/** /recipes */
export const RecipeListRoute = () => <RecipeListPage />;

/** /recipes/$id */
export const RecipeRoute = () => {
  const navigate = useNavigate();
  const id = useParams({ strict: false })["id"] ?? "";
  return <RecipePage key={id} id={id} onDeleted={() => void navigate({ to: "/recipes" })} />;
};
