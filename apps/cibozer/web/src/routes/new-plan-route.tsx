import { useNavigate } from "@tanstack/react-router";
import { NewPlanPage } from "../plans/new/new-plan-page.tsx";

/** /plans/new */
export const NewPlanRoute = () => {
  const navigate = useNavigate();
  return <NewPlanPage onCreated={(plan) => void navigate({ to: `/plans/${plan.id}` })} />;
};
