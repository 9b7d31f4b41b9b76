import { useParams } from "@tanstack/react-router";
import { GroceriesPage } from "../groceries/groceries-page.tsx";
import { useChoice } from "../groceries/use-choice.ts";

/** /plans/$id/groceries */
export const GroceriesRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  const choosing = useChoice(`/plans/${id}/groceries`);
  return <GroceriesPage key={id} id={id} {...choosing} />;
};
