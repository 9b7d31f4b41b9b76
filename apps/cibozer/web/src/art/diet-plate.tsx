import type { DietId } from "#core";
import type { FoodGroup, PlatePart } from "./food-groups.ts";
import { Plate } from "./plate.tsx";

/** What stands for a plan by its diet, largest first; a list of plans has no meals to draw. */
const GROUPS: Readonly<Record<DietId, readonly FoodGroup[]>> = {
  standard: ["leaf", "grain", "meat", "fruit"],
  "high-protein": ["meat", "egg", "leaf", "pulse"],
  "low-carb": ["leaf", "fish", "egg", "nut"],
  keto: ["leaf", "meat", "egg", "nut"],
  paleo: ["leaf", "meat", "fruit", "nut"],
  mediterranean: ["leaf", "fish", "grain", "fruit"],
  vegetarian: ["leaf", "grain", "egg", "dairy"],
  vegan: ["leaf", "pulse", "grain", "fruit"],
  pescatarian: ["fish", "leaf", "grain", "fruit"],
  carnivore: ["meat", "egg", "fish"],
};

const partsOf = (diet: DietId): readonly PlatePart[] => {
  const groups = GROUPS[diet];
  const whole = (groups.length * (groups.length + 5)) / 2;
  return groups.map((group, i) => ({ group, share: (groups.length + 2 - i) / whole }));
};

/** The plate of a plan: its diet says what lies on it, its name how it is turned. */
export const DietPlate = (props: {
  readonly name: string;
  readonly diet: DietId;
  readonly size: number;
}) => <Plate name={props.name} parts={partsOf(props.diet)} size={props.size} />;
