import { useNavigate, useParams } from "@tanstack/react-router";
import { EditRecipePage, NewRecipePage } from "../recipes/recipe-form-page.tsx";

const useShow = () => {
  const navigate = useNavigate();
  return (id: string) => void navigate({ to: `/recipes/${id}` });
};

/** /recipes/new */
export const NewRecipeRoute = () => <NewRecipePage onSaved={useShow()} />;

/** /recipes/$id/edit */
export const EditRecipeRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  return <EditRecipePage key={id} id={id} onSaved={useShow()} />;
};
