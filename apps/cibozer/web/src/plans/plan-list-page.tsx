import {
  buttonClass,
  EmptyState,
  ErrorState,
  Icon,
  PageHeading,
  PageLink,
  Skeleton,
  useTexts,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import type { PlanSummary, SavedPlan } from "../api/plan-types.ts";
import { planFacts, planTitle } from "../api/plan-words.ts";
import { DietPlate } from "../art/diet-plate.tsx";
import { Dotted } from "../art/dotted.tsx";
import { SetTable } from "../art/set-table.tsx";
import { DeletePlan } from "./delete-plan.tsx";
import { ImportPlan } from "./import-plan.tsx";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** All plans of the person, newest first as the server gives them. */
export const PlanListPage = (props: { readonly onImported: (plan: SavedPlan) => void }) => {
  const t = useTexts();
  const api = usePlansApi();
  const plans = useQuery({ queryKey: planKeys.list, queryFn: ({ signal }) => api.list(signal) });
  const hasPlans = plans.data !== undefined && plans.data.length > 0;
  return (
    <div className="page page-middle stack stack-wide">
      <div className="row row-spread">
        <PageHeading>{t("Your plans")}</PageHeading>
        {hasPlans && (
          <PageLink to="/plans/new" className={buttonClass({ look: "primary" })}>
            <Icon name="plus" /> {t("New plan")}
          </PageLink>
        )}
      </div>
      {plans.isPending ? (
        <Skeleton lines={4} height="4.5rem" />
      ) : plans.isError ? (
        <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />
      ) : plans.data.length === 0 ? (
        <NoPlans />
      ) : (
        <ul className="list-plain stack" aria-label={t("Your plans")}>
          {plans.data.map((plan) => (
            <PlanLine key={plan.id} plan={plan} />
          ))}
        </ul>
      )}
      {plans.data !== undefined && (
        <div className={hasPlans ? "row" : "row row-middle"}>
          {hasPlans && (
            <PageLink to="/history" className={buttonClass({ look: "quiet" })}>
              {t("What you had")}
            </PageLink>
          )}
          <ImportPlan onImported={props.onImported} />
        </div>
      )}
    </div>
  );
};

const NoPlans = () => {
  const t = useTexts();
  return (
    <EmptyState
      title={t("The table is set")}
      picture={<SetTable size={130} />}
      action={
        <PageLink to="/plans/new" className={buttonClass({ look: "primary" })}>
          {t("Plan my first week")}
        </PageLink>
      }
    >
      <p>
        {t(
          "Tell us your energy, your diet and your allergies. You get a week of meals, can swap what you do not fancy, lock what you do and have the rest solved again, and take the grocery list along.",
        )}
      </p>
    </EmptyState>
  );
};

const PlanLine = ({ plan }: { readonly plan: PlanSummary }) => {
  const t = useTexts();
  const title = planTitle(t, plan.days, plan.startDate);
  return (
    <li className="card plan-card card-link">
      <DietPlate name={plan.id} diet={plan.diet} size={76} />
      <div className="stack stack-tight">
        <PageLink to={`/plans/${plan.id}`}>{title}</PageLink>
        <Dotted className="small soft" facts={planFacts(t, plan).join(" · ")} />
        {plan.note !== "" && <span className="small">{plan.note}</span>}
      </div>
      <DeletePlan id={plan.id} title={title} />
    </li>
  );
};
