import { useNavigate, useParams } from "@tanstack/react-router";
import { PlanPage } from "../plans/plan-page.tsx";

/** /plans/$id */
export const PlanRoute = () => {
  const navigate = useNavigate();
  const id = useParams({ strict: false })["id"] ?? "";
  return <PlanPage key={id} id={id} onDeleted={() => void navigate({ to: "/plans" })} />;
};
