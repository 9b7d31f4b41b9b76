import {
  buttonClass,
  ErrorState,
  isApiError,
  PageHeading,
  PageLink,
  Skeleton,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { memo, useDeferredValue, useEffect, useState } from "react";
import type { Meal } from "#core";
import type { MealPlace, PlanEdit, SavedPlan, Wishes } from "../api/plan-types.ts";
import { planTitle } from "../api/plan-words.ts";
import { plainWishes } from "../api/wishes.ts";
import { SetTable } from "../art/set-table.tsx";
import { useLetters } from "../letters/letters.tsx";
import { planWith } from "../letters/words.ts";
import { rest } from "../offline/rest.ts";
import { gridKeys } from "../week/grid-keys.ts";
import { leftoverWords } from "../week/leftover-words.ts";
import { cookedPortion } from "../week/leftovers.ts";
import { nameOf, placeOf } from "../week/places.ts";
import { type PlanChanges, usePlanChanges } from "../week/use-plan-changes.ts";
import { DayColumn, SLICES_A_DAY } from "./day-column.tsx";
import { InSlices } from "./in-slices.tsx";
import { MealDialog, MealExtras, RecipeDialog, RefusalPanel } from "./lazy-dialogs.tsx";
import { DayJumps, PlanBar, PlanHead } from "./plan-head.tsx";
import { planKeys, useHome, usePlansApi } from "./use-plans.ts";

/** One saved plan. */
export const PlanPage = (props: { readonly id: string; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const api = usePlansApi();
  const plan = useQuery({
    queryKey: planKeys.one(props.id),
    queryFn: ({ signal }) => api.load(props.id, signal),
  });
  // Drawn in slices: the browser answers presses, and paints what it has, between them (PERF-04).
  const shown = useDeferredValue(plan.data);
  const { isRead } = useLetters();
  // Who comes back finds the place where they were: all of the week is there at once.
  const [isBack] = useState(plan.data !== undefined);
  return (
    <div className="page page-wide stack">
      {isApiError(plan.error, "NOT_FOUND") ? (
        <NoPlan />
      ) : plan.isError ? (
        <>
          <PageHeading>{t("Your plan")}</PageHeading>
          <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
        </>
      ) : shown === undefined || !isRead ? (
        <>
          <PageHeading>{t("Your plan")}</PageHeading>
          <Skeleton lines={6} height="6rem" />
        </>
      ) : (
        <PlanBody plan={shown} isBack={isBack} onDeleted={props.onDeleted} />
      )}
    </div>
  );
};

/** Trying again brings no plan back: on to those that are there. */
const NoPlan = () => {
  const t = useTexts();
  return (
    <div className="state">
      <SetTable size={140} />
      <PageHeading>{t("This plan is not there")}</PageHeading>
      <p className="soft">{t("It was deleted, or it belongs to another account.")}</p>
      <div className="row row-middle">
        <PageLink to="/plans" className={buttonClass({ look: "primary" })}>
          {t("Your plans")}
        </PageLink>
        <PageLink to="/plans/new" className={buttonClass({})}>
          {t("A new plan")}
        </PageLink>
      </div>
    </div>
  );
};

const PlanBody = memo(
  (props: {
    readonly plan: SavedPlan;
    readonly isBack: boolean;
    readonly onDeleted: () => void;
  }) => {
    const t = useTexts();
    const plan = planWith(props.plan, useLetters().waiting);
    const [open, setOpen] = useState<Opened>();
    const [edited, setEdited] = useState<MealPlace>();
    const changes = usePlanChanges(plan);
    const { edit, swap, refusal } = changes;
    const title = planTitle(t, plan.days.length, plan.days[0]?.date);
    const wishes: Wishes = { ...plainWishes, ...plan.request };
    const locked = new Set(plan.locked.map(nameOf));
    const lock = (place: MealPlace, isLocked: boolean) =>
      edit.mutate({ ...place, change: "lock", locked: isLocked });
    const move = (from: MealPlace, to: MealPlace) => edit.mutate({ ...from, change: "move", to });
    const keys = gridKeys(
      {
        onSwap: (place) => {
          if (!changes.isBusy && !locked.has(nameOf(place))) swap.mutate(place);
        },
        onLock: (place) => lock(place, !locked.has(nameOf(place))),
        onEdit: setEdited,
        onUndo: () => {
          if (plan.canUndo && !changes.isBusy) changes.undo.mutate();
        },
      },
      { days: plan.days.length, slots: plan.days[0]?.meals.map(({ slot }) => slot) ?? [] },
    );
    return (
      <>
        <PlanHead plan={plan} title={title} onDeleted={props.onDeleted} />
        <PlanBar plan={plan} changes={changes} />
        {refusal !== undefined && <RefusalPanel refusal={refusal} wishes={wishes} />}
        {plan.days.length > 2 && <DayJumps plan={plan} />}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the meals inside, each of which has buttons for all of it */}
        <div className="days" data-count={plan.days.length > 2 ? "many" : "few"} onKeyDown={keys}>
          <InSlices first={props.isBack ? plan.days.length : 1} frames={SLICES_A_DAY}>
            {plan.days.map((day, index) => (
              <DayColumn
                key={day.date}
                day={day}
                targets={plan.targets}
                isWhole={props.isBack}
                onOpen={(meal) => setOpen({ meal, place: { day: index, slot: meal.slot } })}
                controls={{
                  isBusy: changes.isBusy,
                  isSolving:
                    changes.resolve.isPending &&
                    changes.resolve.variables.days?.includes(index) === true,
                  onSolve: () => changes.resolve.mutate({ days: [index] }),
                  onFit: () => changes.resolve.mutate({ days: [index], portionsOnly: true }),
                }}
                controlsOf={(meal) => {
                  const place = { day: index, slot: meal.slot };
                  const name = nameOf(place);
                  return {
                    place: name,
                    isLocked: locked.has(name),
                    isSwapping: swap.isPending && nameOf(swap.variables) === name,
                    isBusy: changes.isBusy,
                    leftover: leftoverWords(t, plan, place),
                    note: plan.notes.find((note) => nameOf(note) === name)?.text ?? "",
                    onSwap: () => swap.mutate(place),
                    onLock: (isLocked) => lock(place, isLocked),
                    onEdit: () => setEdited(place),
                    onDropped: (from) => move(placeOf(from), place),
                  };
                }}
              />
            ))}
          </InSlices>
        </div>
        <OpenedMeal plan={plan} open={open} onClose={() => setOpen(undefined)} />
        <EditDialog
          plan={plan}
          place={edited}
          changes={changes}
          onClose={() => setEdited(undefined)}
        />
      </>
    );
  },
);

type Opened = { readonly meal: Meal; readonly place: MealPlace };

/** Whether the page had nothing better to do yet. */
const useRested = (): boolean => {
  const [isRested, setRested] = useState(false);
  useEffect(() => {
    let isHere = true;
    void rest().then(() => {
      if (isHere) setRested(true);
    });
    return () => {
      isHere = false;
    };
  }, []);
  return isRested;
};

/** The recipe of a meal. What it needs of the person is asked for beside the week, which stays as it is. */
const OpenedMeal = (props: {
  readonly plan: SavedPlan;
  readonly open: Opened | undefined;
  readonly onClose: () => void;
}) => {
  const { plan, open } = props;
  // What somebody likes and has is needed for recipes only, but also where there is no network later.
  const isRested = useRested();
  const units =
    useHome(isRested || open !== undefined)?.units ??
    (plan.request.units === "us" ? "us" : "metric");
  return (
    <RecipeDialog
      meal={open?.meal}
      cooked={open && cookedPortion(plan, open.place)}
      units={units}
      onClose={props.onClose}
    >
      {open !== undefined && <MealExtras {...open} plan={plan} />}
    </RecipeDialog>
  );
};

/** What can be changed of one meal. */
const EditDialog = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace | undefined;
  readonly changes: PlanChanges;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const toasts = useToasts();
  const { put } = useLetters();
  const { plan, onClose } = props;
  const { edit, swap } = props.changes;
  const saved = () => toasts.succeed(t("Saved. Undo takes it back."));
  const change = (wish: PlanEdit, onDone?: () => void) => {
    const { day, slot } = wish;
    const recipe = plan.days[day]?.meals.find((meal) => meal.slot === slot)?.recipe.id;
    // A note needs no answer to go on: it is told also with no network.
    if (wish.change === "note" && recipe !== undefined) {
      put({ kind: "note", plan: plan.id, place: { day, slot }, recipe, note: wish.note });
      return;
    }
    edit.mutate(wish, {
      onSuccess: () => {
        onDone?.();
        if (wish.change !== "portion") saved();
      },
    });
  };
  return (
    <MealDialog
      plan={plan}
      place={props.place}
      isPending={edit.isPending || swap.isPending}
      onLeave={(from, to) => swap.mutate({ ...to, from }, { onSuccess: saved, onSettled: onClose })}
      onEdit={change}
      onClose={onClose}
    />
  );
};
