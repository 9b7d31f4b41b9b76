import {
  Button,
  buttonClass,
  ErrorState,
  Icon,
  PageHeading,
  PageLink,
  PlainButton,
  Skeleton,
  showShortcuts,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Meal } from "#core";
import type { MealPlace, PlanEdit, SavedPlan, Wishes } from "../api/plan-types.ts";
import { allergenNames, dayWords, planFacts, planTitle } from "../api/plan-words.ts";
import { plainWishes } from "../api/wishes.ts";
import { EatenField } from "../history/eaten-field.tsx";
import { useLetters } from "../letters/letters.tsx";
import { planWith } from "../letters/words.ts";
import { Portions } from "../profile/portions.tsx";
import { useProfile } from "../profile/use-profile.ts";
import { gridKeys } from "../week/grid-keys.ts";
import { leftoverWords } from "../week/leftover-words.ts";
import { cookedPortion } from "../week/leftovers.ts";
import { nameOf, placeOf } from "../week/places.ts";
import { TasteFields } from "../week/taste-fields.tsx";
import { type PlanChanges, usePlanChanges } from "../week/use-plan-changes.ts";
import { DayColumn } from "./day-column.tsx";
import { DeletePlan } from "./delete-plan.tsx";
import { MealDialog, RecipeDialog } from "./lazy-dialogs.tsx";
import { RefusalPanel } from "./refusal-panel.tsx";
import { planKeys, useHome, usePlansApi } from "./use-plans.ts";

/** One saved plan. */
export const PlanPage = (props: { readonly id: string; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const api = usePlansApi();
  const plan = useQuery({
    queryKey: planKeys.one(props.id),
    queryFn: ({ signal }) => api.load(props.id, signal),
  });
  return (
    <div className="page page-wide stack">
      {plan.isPending ? (
        <>
          <PageHeading>{t("Your plan")}</PageHeading>
          <Skeleton lines={6} height="6rem" />
        </>
      ) : plan.isError ? (
        <>
          <PageHeading>{t("Your plan")}</PageHeading>
          <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
        </>
      ) : (
        <PlanBody plan={plan.data} onDeleted={props.onDeleted} />
      )}
    </div>
  );
};

const PlanBody = (props: { readonly plan: SavedPlan; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const plan = planWith(props.plan, useLetters().waiting);
  const [open, setOpen] = useState<{ readonly meal: Meal; readonly place: MealPlace }>();
  const [edited, setEdited] = useState<MealPlace>();
  const changes = usePlanChanges(plan);
  const { edit, swap, refusal } = changes;
  const profile = useProfile();
  const units = useHome()?.units ?? (plan.request.units === "us" ? "us" : "metric");
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
        {plan.days.map((day, index) => (
          <DayColumn
            key={day.date}
            day={day}
            targets={plan.targets}
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
      </div>
      <RecipeDialog
        meal={open?.meal}
        cooked={open && cookedPortion(plan, open.place)}
        units={units}
        onClose={() => setOpen(undefined)}
      >
        {open !== undefined && (
          <>
            <Portions
              plan={plan}
              place={open.place}
              meal={open.meal}
              members={profile.data?.household ?? []}
            />
            <EatenField date={plan.days[open.place.day]?.date ?? ""} meal={open.meal} />
            <TasteFields recipe={open.meal.recipe} />
          </>
        )}
      </RecipeDialog>
      <EditDialog
        plan={plan}
        place={edited}
        changes={changes}
        onClose={() => setEdited(undefined)}
      />
    </>
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

/** What is done with the whole plan. */
const PlanBar = (props: { readonly plan: SavedPlan; readonly changes: PlanChanges }) => {
  const t = useTexts();
  const { resolve, undo, isBusy } = props.changes;
  const { length } = props.plan.locked;
  return (
    <div className="row no-print">
      <Button
        look="primary"
        isPending={resolve.isPending && resolve.variables.days === undefined}
        isDisabled={isBusy && !resolve.isPending}
        onPress={() => resolve.mutate({})}
      >
        {length === 0 ? t("Solve it all again") : t("Solve the rest again")}
      </Button>
      <Button
        isPending={undo.isPending}
        isDisabled={!props.plan.canUndo || (isBusy && !undo.isPending)}
        onPress={() => undo.mutate()}
      >
        <Icon name="undo" size={18} /> {t("Undo")}
      </Button>
      <span className="with-keys">
        <PlainButton look="quiet" isSmall onPress={showShortcuts}>
          {t("Keys")}
        </PlainButton>
      </span>
      <span className="small soft" role="status">
        {length === 0
          ? t("Lock the meals you want to keep first.")
          : t.plural(length, "{n} meal locked.", "{n} meals locked.")}
      </span>
    </div>
  );
};

const DayJumps = ({ plan }: { readonly plan: SavedPlan }) => {
  const t = useTexts();
  return (
    <nav className="row day-jumps no-print" aria-label={t("Days")}>
      {plan.days.map((day) => (
        <a key={day.date} className="chip" href={`#day-${day.date}`}>
          {dayWords(t, day.date, { weekday: "short", day: "numeric" })}
        </a>
      ))}
    </nav>
  );
};

const PlanHead = (props: {
  readonly plan: SavedPlan;
  readonly title: string;
  readonly onDeleted: () => void;
}) => {
  const t = useTexts();
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
            <Icon name="basket" /> {t("Groceries")}
          </PageLink>
          <PageLink to={`/plans/${plan.id}/share`} className={buttonClass({ look: "quiet" })}>
            <Icon name="share" /> {t("Share")}
          </PageLink>
          <Button look="quiet" onPress={() => window.print()}>
            <Icon name="print" /> {t("Print")}
          </Button>
          <DeletePlan id={plan.id} title={props.title} onDone={props.onDeleted} />
        </div>
      </div>
      <p className="soft">{planFacts(t, plan.request).join(" · ")}</p>
      {excluded.length > 0 && (
        <p className="soft">
          {t("Without {allergens}. Check labels: brands differ.", {
            allergens: allergenNames(t, excluded),
          })}
        </p>
      )}
      {plan.request.note !== "" && <p>{plan.request.note}</p>}
      <p className="small soft no-print">
        {plan.gap === null
          ? t("Changed by hand: the bars of each day show how near it is to its target.")
          : plan.gap < 0.0005
            ? t("Proven: no other choice from this menu pool meets your targets better.")
            : t("Proven to be within {gap} % of the best choice from its menu pool.", {
                gap: t.number(plan.gap * 100, {
                  minimumFractionDigits: 1,
                  maximumFractionDigits: 1,
                }),
              })}
      </p>
      {plan.unmatchedDislikes.length > 0 && (
        <p className="small soft">
          {t("We have no food called {names}.", { names: plan.unmatchedDislikes.join(", ") })}
        </p>
      )}
    </div>
  );
};
