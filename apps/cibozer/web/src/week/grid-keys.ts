import type { Messages } from "@plinth/console";
import type { KeyboardEvent } from "react";
import type { MealPlace } from "../api/plan-types.ts";
import { nameOf, placeOf } from "./places.ts";

/** What the keys of the week do; `which` is the meal that has the focus. */
export type GridKeys = {
  readonly onSwap: (which: MealPlace) => void;
  readonly onLock: (which: MealPlace) => void;
  readonly onEdit: (which: MealPlace) => void;
  readonly onUndo: () => void;
};

/** The keys, as the page lists them. */
export const KEY_WORDS = [
  ["Arrows", "go from meal to meal"],
  ["Enter", "opens the recipe"],
  ["S", "swaps the meal"],
  ["L", "locks or unlocks it"],
  ["E", "changes it: portion, place, note, rating"],
  ["U", "takes the last change back"],
] as const satisfies Messages;

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Where days run from right to left, so do the arrows. */
const MIRRORED: Readonly<Record<string, string>> = {
  ArrowLeft: "ArrowRight",
  ArrowRight: "ArrowLeft",
};

/** The place a step away; undefined at the border. `slots` are those of a day, in order. */
export const placeBeside = (
  from: MealPlace,
  key: string,
  size: { readonly days: number; readonly slots: readonly string[] },
): MealPlace | undefined => {
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const day = from.day + step[0];
  const slot = size.slots[size.slots.indexOf(from.slot) + step[1]];
  return slot === undefined || day < 0 || day >= size.days ? undefined : { day, slot };
};

/**
 * Keys of the week. They act only while the focus is on a meal, so that nobody who dictates or
 * types elsewhere sets them off (WCAG 2.1.4, UX-05).
 */
export const gridKeys =
  (keys: GridKeys, size: { readonly days: number; readonly slots: readonly string[] }) =>
  (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const at = target.closest<HTMLElement>("[data-place]")?.dataset["place"];
    if (at === undefined || target.closest("input, textarea, [role=dialog]") !== null) return;
    const which = placeOf(at);
    const isMirrored = getComputedStyle(event.currentTarget).direction === "rtl";
    const key = isMirrored ? (MIRRORED[event.key] ?? event.key) : event.key;
    const next = placeBeside(which, key, size);
    if (next !== undefined) {
      event.preventDefault();
      const card = event.currentTarget.querySelector(`[data-place="${nameOf(next)}"]`);
      card?.querySelector<HTMLElement>(".meal-title")?.focus();
      return;
    }
    const acts: Readonly<Record<string, () => void>> = {
      s: () => keys.onSwap(which),
      l: () => keys.onLock(which),
      e: () => keys.onEdit(which),
      u: keys.onUndo,
    };
    const act = acts[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
