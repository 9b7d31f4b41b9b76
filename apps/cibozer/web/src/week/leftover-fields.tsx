import { Button, Select, useTexts } from "@plinth/console";
import { useState } from "react";
import type { MealPlace, PlanEdit, SavedPlan } from "../api/plan-types.ts";
import { dayWords, mealLabel } from "../api/plan-words.ts";
import { couldBeLeftFrom, leftFrom, placesLater } from "./leftovers.ts";
import { nameOf, placeOf } from "./places.ts";

/** Cooking once and eating twice: what is left of a meal, and what a meal is left of. */
export const LeftoverFields = (props: {
  readonly plan: SavedPlan;
  readonly place: MealPlace;
  readonly isPending: boolean;
  readonly onEdit: (edit: PlanEdit, onDone?: () => void) => void;
  /** The rest of this meal is to be eaten there. */
  readonly onLeave: (to: MealPlace) => void;
}) => {
  const t = useTexts();
  const { plan, place, isPending } = props;
  const from = leftFrom(plan, place);
  const could = couldBeLeftFrom(plan, place);
  const places = placesLater(plan, place);
  if (from === undefined && could === undefined && places.length === 0) return null;
  const dayOf = ({ day }: MealPlace) => dayWords(t, plan.days[day]?.date ?? "");
  const mark = (leftover: boolean) => {
    if (!isPending) props.onEdit({ ...place, change: "leftover", leftover });
  };
  return (
    <div className="stack stack-tight">
      <h3>{t("Cook once, eat twice")}</h3>
      {from !== undefined && (
        <>
          <p>{t("Left over from {day}.", { day: dayOf(from) })}</p>
          <div className="row">
            <Button isSmall onPress={() => mark(false)}>
              {t("Cook it anew")}
            </Button>
          </div>
        </>
      )}
      {could !== undefined && (
        <div className="row">
          <Button isSmall onPress={() => mark(true)}>
            {t("It is left over from {day}", { day: dayOf(could) })}
          </Button>
        </div>
      )}
      {places.length > 0 && <Rest {...props} places={places} />}
      <p className="small soft">
        {t(
          "Chill it within two hours and heat it until it steams. It keeps for two days, with rice for one.",
        )}
      </p>
    </div>
  );
};

const Rest = (props: {
  readonly plan: SavedPlan;
  readonly places: readonly MealPlace[];
  readonly isPending: boolean;
  readonly onLeave: (to: MealPlace) => void;
}) => {
  const t = useTexts();
  const { plan, places } = props;
  const [chosen, setChosen] = useState("");
  const to = places.find((place) => nameOf(place) === chosen) ?? places[0];
  const choices = places.map((place) => {
    const day = plan.days[place.day];
    const meal = day?.meals.find(({ slot }) => slot === place.slot);
    return {
      value: nameOf(place),
      label: t("{meal}, {day}", {
        meal: mealLabel(t, meal?.label ?? ""),
        day: dayWords(t, day?.date ?? ""),
      }),
    };
  });
  if (to === undefined) return null;
  return (
    <>
      <Select
        label={t("Eat the rest")}
        value={nameOf(to)}
        onChange={(name) => setChosen(nameOf(placeOf(name)))}
        choices={choices}
      />
      <div className="row">
        <Button isSmall isPending={props.isPending} onPress={() => props.onLeave(to)}>
          {t("Cook more for then")}
        </Button>
      </div>
    </>
  );
};
