import { useNavigate } from "@tanstack/react-router";
import { PlanListPage } from "../plans/plan-list-page.tsx";

/** /plans */
export const PlanListRoute = () => {
  const navigate = useNavigate();
  return <PlanListPage onImported={(plan) => void navigate({ to: `/plans/${plan.id}` })} />;
};
