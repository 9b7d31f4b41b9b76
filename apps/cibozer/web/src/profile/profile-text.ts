import type { ACTIVITY_LEVELS, Allergen, GoalId } from "#core";
import type { Profile } from "./profile-api.ts";

/** A member as it is typed. `key` tells rows apart. */
export type MemberText = {
  readonly key: number;
  readonly name: string;
  readonly kcal: string;
  readonly allergens: readonly Allergen[];
};

/** The profile as it is typed; "" where nothing is said. */
export type ProfileText = {
  readonly sex: "female" | "male" | "";
  readonly birthYear: string;
  readonly heightCm: string;
  readonly weightKg: string;
  readonly activity: (typeof ACTIVITY_LEVELS)[number]["id"] | "";
  readonly goal: GoalId;
  readonly allergens: readonly Allergen[];
  readonly household: readonly MemberText[];
};

/** Faults by field; of members `member-<key>-name` and `member-<key>-kcal`. */
export type ProfileFaults = Readonly<Record<string, string>>;

const typed = (value: number | undefined): string => (value === undefined ? "" : String(value));
const numberOf = (text: string): number => Number(text.trim().replace(",", "."));

/** What the fields start with. */
export const toText = (profile: Profile): ProfileText => ({
  sex: profile.sex ?? "",
  birthYear: typed(profile.birthYear),
  heightCm: typed(profile.heightCm),
  weightKg: typed(profile.weightKg),
  activity: profile.activity ?? "",
  goal: profile.goal ?? "keep",
  allergens: profile.allergens ?? [],
  household: (profile.household ?? []).map((member, key) => ({
    ...member,
    key,
    kcal: String(member.kcal),
  })),
});

const RANGES = {
  birthYear: [1900, 2100, "a year", true],
  heightCm: [100, 250, "centimetres", true],
  weightKg: [30, 350, "kilograms", false],
} as const;

const rangeFault = (
  text: string,
  [low, high, what, isWhole]: readonly [number, number, string, boolean],
): string | undefined => {
  const value = numberOf(text);
  const isFine = value >= low && value <= high && (!isWhole || Number.isInteger(value));
  return isFine ? undefined : `Enter ${what} from ${low} to ${high}.`;
};

/** What cannot be kept as it is typed. */
export const faultsOf = (text: ProfileText): ProfileFaults => {
  const faults: Record<string, string> = {};
  for (const [name, range] of Object.entries(RANGES)) {
    const value = text[name as keyof typeof RANGES];
    const fault = value.trim() === "" ? undefined : rangeFault(value, range);
    if (fault !== undefined) faults[name] = fault;
  }
  for (const { key, name, kcal } of text.household) {
    if (name.trim() === "") faults[`member-${key}-name`] = "Enter a name.";
    const fault = rangeFault(kcal, [400, 6000, "kcal", true]);
    if (fault !== undefined) faults[`member-${key}-kcal`] = fault;
  }
  return faults;
};

/** What is said, without what is not, or is no number. */
export const toProfile = (text: ProfileText): Profile => {
  const number = (name: keyof typeof RANGES) =>
    text[name].trim() === "" || rangeFault(text[name], RANGES[name]) !== undefined
      ? {}
      : { [name]: numberOf(text[name]) };
  return {
    ...(text.sex === "" ? {} : { sex: text.sex }),
    ...number("birthYear"),
    ...number("heightCm"),
    ...number("weightKg"),
    ...(text.activity === "" ? {} : { activity: text.activity }),
    goal: text.goal,
    allergens: text.allergens,
    household: text.household.map(({ name, kcal, allergens }) => ({
      name: name.trim(),
      kcal: numberOf(kcal),
      allergens,
    })),
  };
};
