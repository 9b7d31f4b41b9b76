import {
  Button,
  buttonClass,
  describeError,
  ErrorState,
  Icon,
  PageHeading,
  PageLink,
  Skeleton,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ALLERGEN_LABELS, type Meal } from "#core";
import type { MealPlace, Refusal, SavedPlan, Wishes } from "../api/plan-types.ts";
import { count, dayWords, planFacts, planTitle } from "../api/plan-words.ts";
import { createSeed, refusalOf } from "../api/plans-api.ts";
import { plainWishes } from "../api/wishes.ts";
import { DayColumn } from "./day-column.tsx";
import { usePersonalSet } from "./personal-store.ts";
import { DeletePlan } from "./plan-list-page.tsx";
import { RecipeDialog } from "./recipe-dialog.tsx";
import { RefusalPanel } from "./refusal-panel.tsx";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** One saved plan. */
export const PlanPage = (props: { readonly id: string; readonly onDeleted: () => void }) => {
  const api = usePlansApi();
  const plan = useQuery({
    queryKey: planKeys.one(props.id),
    queryFn: ({ signal }) => api.load(props.id, signal),
  });
  return (
    <div className="page page-wide stack">
      {plan.isPending ? (
        <>
          <PageHeading>Your plan</PageHeading>
          <Skeleton lines={6} height="6rem" />
        </>
      ) : plan.isError ? (
        <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
      ) : (
        <PlanBody plan={plan.data} onDeleted={props.onDeleted} />
      )}
    </div>
  );
};

const nameOf = ({ day, slot }: MealPlace): string => `${day}:${slot}`;
const placeOf = (name: string): MealPlace => {
  const [day = "0", slot = ""] = name.split(":", 2);
  return { day: Number(day), slot };
};

/** Swaps and re-solves of one plan; a refusal is kept to be shown. */
const usePlanChanges = (plan: SavedPlan, locked: readonly MealPlace[]) => {
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [refusal, setRefusal] = useState<Refusal>();
  const handlers = {
    onMutate: () => setRefusal(undefined),
    onSuccess: (changed: SavedPlan) => {
      // First the rest, the grocery lists among it, is out of date; the answer itself is not.
      void queries.invalidateQueries({ queryKey: planKeys.one(plan.id), refetchType: "none" });
      queries.setQueryData(planKeys.one(plan.id), changed);
    },
    onError: (error: unknown) => {
      const refused = refusalOf(error);
      if (refused === undefined) toasts.fail(describeError(error).message);
      else setRefusal(refused);
    },
  };
  const swap = useMutation({
    mutationFn: (place: MealPlace) => api.swap(plan.id, place, locked, createSeed()),
    ...handlers,
  });
  const resolve = useMutation({
    mutationFn: () => api.resolve(plan.id, locked, createSeed()),
    ...handlers,
  });
  return { swap, resolve, refusal };
};

const PlanBody = (props: { readonly plan: SavedPlan; readonly onDeleted: () => void }) => {
  const { plan } = props;
  const [open, setOpen] = useState<Meal>();
  const [locked, setLocked] = usePersonalSet(
    `locks.${plan.id}`,
    () => new Set(plan.locked.map(nameOf)),
  );
  const { swap, resolve, refusal } = usePlanChanges(plan, [...locked].map(placeOf));
  const title = planTitle(plan.days.length, plan.days[0]?.date);
  const wishes: Wishes = { ...plainWishes, ...plan.request };
  const setLock = (place: MealPlace, isLocked: boolean) => {
    const next = new Set(locked);
    if (isLocked) next.add(nameOf(place));
    else next.delete(nameOf(place));
    setLocked(next);
  };
  return (
    <>
      <PlanHead plan={plan} title={title} onDeleted={props.onDeleted} />
      <div className="row no-print">
        <Button
          look="primary"
          isPending={resolve.isPending}
          isDisabled={swap.isPending}
          onPress={() => resolve.mutate()}
        >
          {locked.size === 0 ? "Solve it all again" : "Solve the rest again"}
        </Button>
        <span className="small soft" role="status">
          {locked.size === 0
            ? "Lock the meals you want to keep first."
            : `${count(locked.size, "meal")} locked.`}
        </span>
      </div>
      {refusal !== undefined && <RefusalPanel refusal={refusal} wishes={wishes} />}
      {plan.days.length > 2 && (
        <nav className="row day-jumps no-print" aria-label="Days">
          {plan.days.map((day) => (
            <a key={day.date} className="chip" href={`#day-${day.date}`}>
              {dayWords(day.date).split(" ", 2).join(" ")}
            </a>
          ))}
        </nav>
      )}
      <div className="days" data-count={plan.days.length > 2 ? "many" : "few"}>
        {plan.days.map((day, index) => (
          <DayColumn
            key={day.date}
            day={day}
            targets={plan.targets}
            onOpen={setOpen}
            controlsOf={(meal) => {
              const place = { day: index, slot: meal.slot };
              const isSwapping = swap.isPending && nameOf(swap.variables) === nameOf(place);
              return {
                isLocked: locked.has(nameOf(place)),
                isSwapping,
                isBusy: swap.isPending || resolve.isPending,
                onSwap: () => swap.mutate(place),
                onLock: (isLocked) => setLock(place, isLocked),
              };
            }}
          />
        ))}
      </div>
      <RecipeDialog meal={open} onClose={() => setOpen(undefined)} />
    </>
  );
};

const PlanHead = (props: {
  readonly plan: SavedPlan;
  readonly title: string;
  readonly onDeleted: () => void;
}) => {
  const { plan } = props;
  const excluded = plan.request.excludeAllergens;
  return (
    <div className="stack stack-tight">
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        <div className="row no-print">
          <PageLink
            to={`/plans/${plan.id}/groceries`}
            className={buttonClass({ look: "secondary" })}
          >
            <Icon name="basket" /> Groceries
          </PageLink>
          <DeletePlan id={plan.id} title={props.title} onDone={props.onDeleted} />
        </div>
      </div>
      <p className="soft">{planFacts(plan.request).join(" · ")}</p>
      {excluded.length > 0 && (
        <p className="soft">
          Without {excluded.map((one) => ALLERGEN_LABELS[one].toLowerCase()).join(", ")}. Check
          labels: brands differ.
        </p>
      )}
      {plan.request.note !== "" && <p>{plan.request.note}</p>}
      <p className="small soft">
        {plan.gap < 0.0005
          ? "Proven: no other choice from this menu pool meets your targets better."
          : `Proven to be within ${(plan.gap * 100).toFixed(1)} % of the best choice from its menu pool.`}
      </p>
      {plan.unmatchedDislikes.length > 0 && (
        <p className="small soft">We have no food called {plan.unmatchedDislikes.join(", ")}.</p>
      )}
    </div>
  );
};
