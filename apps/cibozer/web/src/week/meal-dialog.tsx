import { Button, Dialog, Icon, Select, TextField, useTexts } from "@plinth/console";
import { useState } from "react";
import { type Meal, recipeTitle } from "#core";
import type { MealPlace, PlanEdit, SavedPlan } from "../api/plan-types.ts";
import { dayWords, mealLabel, portionWords } from "../api/plan-words.ts";
import { RecipeTitle } from "../recipes/recipe-title.tsx";
import { LeftoverFields } from "./leftover-fields.tsx";
import { TasteFields } from "./taste-fields.tsx";

const STEP = 0.25;
const LEAST = 0.5;
const MOST = 2.5;
const MAX_NOTE = 200;

/** Portion, place, note and taste of one meal. */
export const MealDialog = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace | undefined;
  readonly isPending: boolean;
  readonly onEdit: (edit: PlanEdit, onDone?: () => void) => void;
  readonly onLeave: (from: MealPlace, to: MealPlace) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { plan, place } = props;
  const day = place === undefined ? undefined : plan.days[place.day];
  const meal = day?.meals.find(({ slot }) => slot === place?.slot);
  const title =
    day === undefined || meal === undefined
      ? ""
      : t("{meal}, {day}", { meal: mealLabel(t, meal.label), day: dayWords(t, day.date) });
  return (
    <Dialog title={title} isOpen={meal !== undefined} onClose={props.onClose}>
      {meal !== undefined && place !== undefined && (
        <div className="stack">
          <p>
            <strong>
              <RecipeTitle recipe={meal.recipe} />
            </strong>
          </p>
          <Portion meal={meal} place={place} isPending={props.isPending} onEdit={props.onEdit} />
          <LeftoverFields {...props} place={place} onLeave={(to) => props.onLeave(place, to)} />
          <Placement {...props} place={place} />
          <Note {...props} place={place} />
          <TasteFields key={meal.recipe.id} recipe={meal.recipe} />
        </div>
      )}
    </Dialog>
  );
};

const Portion = (props: {
  readonly meal: Meal;
  readonly place: MealPlace;
  readonly isPending: boolean;
  readonly onEdit: (edit: PlanEdit) => void;
}) => {
  const t = useTexts();
  const { portion, nutrition } = props.meal;
  // The buttons stay where they are: one that is disabled would lose the focus, and Escape with it.
  const set = (step: number) => {
    const next = portion + step;
    if (props.isPending || next < LEAST || next > MOST) return;
    props.onEdit({ ...props.place, change: "portion", portion: next });
  };
  return (
    <div className="stack stack-tight">
      <h3>{t("Portion")}</h3>
      <div className="row">
        <Button isSmall isIcon aria-label={t("A quarter less")} onPress={() => set(-STEP)}>
          <Icon name="minus" size={18} />
        </Button>
        <span role="status" className="numbers portion-now">
          {t("{portion}, {energyKcal} kcal", {
            portion: portionWords(t, portion),
            energyKcal: Math.round(nutrition.energyKcal),
          })}
        </span>
        <Button isSmall isIcon aria-label={t("A quarter more")} onPress={() => set(STEP)}>
          <Icon name="plus" size={18} />
        </Button>
      </div>
      <p className="small soft">
        {t("From ½ to 2½ servings. A portion you set is locked, so that nothing solves it away.")}
      </p>
    </div>
  );
};

const Placement = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace;
  readonly isPending: boolean;
  readonly onEdit: (edit: PlanEdit, onDone?: () => void) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { plan, place } = props;
  const [day, setDay] = useState(String(place.day));
  const [slot, setSlot] = useState(place.slot);
  const to = { day: Number(day), slot };
  const isHere = to.day === place.day && to.slot === place.slot;
  const there = plan.days[to.day]?.meals.find((meal) => meal.slot === slot)?.recipe;
  const days = plan.days.map(({ date }, index) => ({
    value: String(index),
    label: dayWords(t, date),
  }));
  const slots = (plan.days[to.day]?.meals ?? []).map(({ slot: value, label }) => ({
    value,
    label: mealLabel(t, label),
  }));
  const go = (change: "move" | "copy") => {
    if (!props.isPending) props.onEdit({ ...place, change, to }, props.onClose);
  };
  return (
    <div className="stack stack-tight">
      <h3>{t("Another place")}</h3>
      <div className="split">
        <Select label={t("Day")} value={day} onChange={setDay} choices={days} />
        <Select label={t("Meal")} value={slot} onChange={setSlot} choices={slots} />
      </div>
      <p className="small soft" aria-live="polite">
        {isHere
          ? t("Choose where it goes.")
          : there === undefined
            ? t("Nothing is there now.")
            : t("Now there: {title}.", { title: recipeTitle(t, there) })}
      </p>
      <div className="row">
        <Button isSmall isDisabled={isHere} onPress={() => go("move")}>
          <Icon name="swap" size={18} /> {t("Change places")}
        </Button>
        <Button isSmall isDisabled={isHere} onPress={() => go("copy")}>
          <Icon name="copy" size={18} /> {t("Copy it there")}
        </Button>
      </div>
    </div>
  );
};

const Note = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace;
  readonly isPending: boolean;
  readonly onEdit: (edit: PlanEdit, onDone?: () => void) => void;
}) => {
  const t = useTexts();
  const { plan, place } = props;
  const kept =
    plan.notes.find(({ day, slot }) => day === place.day && slot === place.slot)?.text ?? "";
  const [text, setText] = useState(kept);
  return (
    <form
      className="stack stack-tight"
      aria-label={t("Note")}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === kept || props.isPending) return;
        props.onEdit({ ...place, change: "note", note: text.trim().slice(0, MAX_NOTE) });
      }}
    >
      <TextField
        label={t("A note on this meal")}
        isOptional
        value={text}
        onChange={setText}
        maxLength={MAX_NOTE}
        autoComplete="off"
      />
      <div className="row">
        <Button type="submit" isSmall>
          {t("Keep the note")}
        </Button>
      </div>
    </form>
  );
};
