import {
  Button,
  buttonClass,
  ConfirmDialog,
  describeError,
  EmptyState,
  ErrorState,
  Icon,
  PageHeading,
  PageLink,
  Skeleton,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PlanSummary } from "../api/plan-types.ts";
import { planFacts, planTitle } from "../api/plan-words.ts";
import { Plate } from "../art/plate.tsx";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** All plans of the person, newest first as the server gives them. */
export const PlanListPage = () => {
  const api = usePlansApi();
  const plans = useQuery({ queryKey: planKeys.list, queryFn: ({ signal }) => api.list(signal) });
  return (
    <div className="page page-middle stack stack-wide">
      <div className="row row-spread">
        <PageHeading>Your plans</PageHeading>
        {plans.data !== undefined && plans.data.length > 0 && (
          <PageLink to="/plans/new" className={buttonClass({ look: "primary" })}>
            <Icon name="plus" /> New plan
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
        <ul className="list-plain stack" aria-label="Your plans">
          {plans.data.map((plan) => (
            <PlanLine key={plan.id} plan={plan} />
          ))}
        </ul>
      )}
    </div>
  );
};

const NoPlans = () => (
  <EmptyState
    title="The table is set"
    picture={<Plate name="nothing" parts={[]} size={130} />}
    action={
      <PageLink to="/plans/new" className={buttonClass({ look: "primary" })}>
        Plan my first week
      </PageLink>
    }
  >
    <p>
      Tell us your energy, your diet and your allergies. You get a week of meals, can swap what you
      do not fancy, lock what you do and have the rest solved again, and take the grocery list
      along.
    </p>
  </EmptyState>
);

const PlanLine = ({ plan }: { readonly plan: PlanSummary }) => {
  const title = planTitle(plan.days, plan.startDate);
  return (
    <li className="card plan-card">
      <div className="stack stack-tight">
        <PageLink to={`/plans/${plan.id}`}>{title}</PageLink>
        <span className="small soft">{planFacts(plan).join(" · ")}</span>
        {plan.note !== "" && <span className="small">{plan.note}</span>}
      </div>
      <DeletePlan id={plan.id} title={title} />
    </li>
  );
};

/** Deletes a plan after asking. */
export const DeletePlan = (props: {
  readonly id: string;
  readonly title: string;
  readonly onDone?: () => void;
}) => {
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.remove(props.id),
    onSuccess: async () => {
      setAsking(false);
      toasts.succeed("The plan is deleted.");
      props.onDone?.();
      queries.removeQueries({ queryKey: planKeys.one(props.id) });
      await queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
    },
    onError: (error) => toasts.fail(describeError(error).message),
  });
  return (
    <>
      <Button
        look="quiet"
        isSmall
        isIcon
        aria-label={`Delete the plan ${props.title}`}
        onPress={() => setAsking(true)}
      >
        <Icon name="trash" />
      </Button>
      <ConfirmDialog
        title="Delete this plan?"
        message={`“${props.title}” and its grocery list will be gone.`}
        confirmLabel="Delete the plan"
        isOpen={isAsking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
