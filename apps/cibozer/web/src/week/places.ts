import type { MealPlace } from "../api/plan-types.ts";

/** A place as text, for keys and attributes. */
export const nameOf = ({ day, slot }: MealPlace): string => `${day}:${slot}`;

/** The place that a name means. */
export const placeOf = (name: string): MealPlace => {
  const [day = "0", slot = ""] = name.split(":", 2);
  return { day: Number(day), slot };
};
