import type { PlacedMeal, Plan } from "#core";
import { leftoversOf, wishedLeftovers } from "#core/model";

/** A place in a plan: day counted from 0, and slot. */
interface Place {
  readonly day: number;
  readonly slot: string;
}

/** A dish as it stands in a plan, with what its owner marked on it. */
export interface MarkedMeal extends PlacedMeal {
  readonly locked: boolean;
  readonly note: string;
  /** Whether it is eaten, and not cooked; menus from before there was such a thing say nothing. */
  readonly leftover?: boolean;
}

/** All dishes of a plan. */
export type MarkedMenu = readonly (readonly MarkedMeal[])[];

/** What is kept beside a plan. */
export interface Marks {
  readonly locked: readonly Place[];
  readonly notes: readonly (Place & { readonly text: string })[];
  /** Meals that are left over from an earlier one: see `leftoversOf`. */
  readonly leftovers: readonly Place[];
}

/** One change by hand. */
export type Edit =
  | { readonly kind: "move" | "copy"; readonly from: Place; readonly to: Place }
  | { readonly kind: "portion"; readonly at: Place; readonly portion: number }
  | { readonly kind: "lock"; readonly at: Place; readonly locked: boolean }
  | { readonly kind: "note"; readonly at: Place; readonly text: string }
  | { readonly kind: "leftover"; readonly at: Place; readonly leftover: boolean };

/** The dishes of a plan with their marks. */
export const menuOf = (plan: Plan, { locked, notes, leftovers }: Marks): MarkedMenu => {
  const isAt = (day: number, slot: string) => (place: Place) =>
    place.day === day && place.slot === slot;
  return plan.days.map(({ meals }, day) =>
    meals.map(({ slot, recipe, portion }) => ({
      slot,
      recipe: recipe.id,
      portion,
      locked: locked.some(isAt(day, slot)),
      note: notes.find(isAt(day, slot))?.text ?? "",
      leftover: leftovers.some(isAt(day, slot)),
    })),
  );
};

/** The marks of dishes, to be kept beside their plan. */
export const marksOf = (menu: MarkedMenu): Marks => {
  const all = menu.flatMap((meals, day) => meals.map((meal) => ({ day, ...meal })));
  return {
    locked: all.filter(({ locked }) => locked).map(({ day, slot }) => ({ day, slot })),
    notes: all
      .filter(({ note }) => note !== "")
      .map(({ day, slot, note }) => ({ day, slot, text: note })),
    leftovers: all
      .filter(({ leftover }) => leftover === true)
      .map(({ day, slot }) => ({ day, slot })),
  };
};

/** Dishes without their marks. */
export const placedOf = (menu: MarkedMenu): readonly (readonly PlacedMeal[])[] =>
  menu.map((meals) => meals.map(({ slot, recipe, portion }) => ({ slot, recipe, portion })));

const mealAt = (menu: MarkedMenu, { day, slot }: Place): MarkedMeal | undefined =>
  menu[day]?.find((meal) => meal.slot === slot);

const put = (menu: MarkedMenu, { day, slot }: Place, meal: Omit<MarkedMeal, "slot">): MarkedMenu =>
  menu.map((meals, i) =>
    i === day ? meals.map((old) => (old.slot === slot ? { ...meal, slot } : old)) : meals,
  );

/**
 * The dishes after a change; undefined where a place of it is not in the plan. Moving exchanges two
 * dishes with all their marks. A copy is no more locked than any new dish. Who sets a portion means
 * it: the dish is locked, so that nothing solves it away.
 */
export const applyEdit = (menu: MarkedMenu, edit: Edit): MarkedMenu | undefined => {
  if ("to" in edit) {
    const [from, to] = [mealAt(menu, edit.from), mealAt(menu, edit.to)];
    if (from === undefined || to === undefined) return undefined;
    if (edit.kind === "copy") {
      return put(menu, edit.to, { ...from, locked: false, note: "", leftover: false });
    }
    return put(put(menu, edit.to, from), edit.from, to);
  }
  const meal = mealAt(menu, edit.at);
  if (meal === undefined) return undefined;
  if (edit.kind === "portion") {
    return put(menu, edit.at, { ...meal, portion: edit.portion, locked: true });
  }
  if (edit.kind === "lock") return put(menu, edit.at, { ...meal, locked: edit.locked });
  if (edit.kind === "leftover") {
    return put(menu, edit.at, { ...meal, leftover: edit.leftover });
  }
  return put(menu, edit.at, { ...meal, note: edit.text });
};

/**
 * The marks of a plan as they are kept: a mark of something left over goes when what it was left of
 * is gone. What is left over is locked with the dish that it is left of, so that nothing solves
 * either away.
 */
export const settledMarks = ({ days }: Plan, marks: Marks, made?: Place): Marks => {
  const isSame = (a: Place, b: Place) => a.day === b.day && a.slot === b.slot;
  const others = marks.leftovers.filter(
    (one, i, all) =>
      (made === undefined || !isSame(one, made)) && all.findIndex((o) => isSame(o, one)) === i,
  );
  const leftovers = leftoversOf(days, made === undefined ? others : [...others, made]);
  const left = made && leftovers.find((one) => isSame(one, made));
  const held = left === undefined ? [] : [{ day: left.day, slot: left.slot }, left.from];
  return {
    notes: marks.notes,
    locked: [
      ...marks.locked,
      ...held.filter((place) => !marks.locked.some((one) => isSame(one, place))),
    ],
    leftovers: leftovers.map(({ day, slot }) => ({ day, slot })),
  };
};

/** The marks of what a plan was asked to leave over, as far as it does. */
export const plannedLeftovers = ({ request, days }: Plan): Marks["leftovers"] => {
  const slots = days[0]?.meals.map(({ slot }) => slot) ?? [];
  const places = wishedLeftovers(request.leftovers, days.length, slots);
  return leftoversOf(days, places).map(({ day, slot }) => ({ day, slot }));
};

/** Notes of dishes that are still where they were: a note is about a dish, not about a place. */
export const notesThatStay = (notes: Marks["notes"], before: Plan, after: Plan): Marks["notes"] =>
  notes.filter(({ day, slot }) => {
    const of = (plan: Plan) => plan.days[day]?.meals.find((meal) => meal.slot === slot)?.recipe.id;
    return of(before) === of(after);
  });
