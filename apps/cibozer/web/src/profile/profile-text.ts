import type { Messages, Texts } from "@plinth/console";
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
  birthYear: { low: 1900, high: 2100, isWhole: true },
  heightCm: { low: 100, high: 250, isWhole: true },
  weightKg: { low: 30, high: 350, isWhole: false },
} as const;
const MEMBER_KCAL = { low: 400, high: 6000, isWhole: true } as const;

const isWithin = (
  text: string,
  {
    low,
    high,
    isWhole,
  }: { readonly low: number; readonly high: number; readonly isWhole: boolean },
): boolean => {
  const value = numberOf(text);
  return value >= low && value <= high && (!isWhole || Number.isInteger(value));
};

/** What to say of a number that is out of its range. */
const rangeWords = {
  birthYear: "Enter a year from {low} to {high}.",
  heightCm: "Enter centimetres from {low} to {high}.",
  weightKg: "Enter kilograms from {low} to {high}.",
  kcal: "Enter kcal from {low} to {high}.",
} as const satisfies Messages;

const rangeFault = (
  t: Texts,
  name: keyof typeof rangeWords,
  { low, high }: { readonly low: number; readonly high: number },
): string => t.of(rangeWords[name], { low: String(low), high: String(high) });

/** What cannot be kept as it is typed. */
export const faultsOf = (t: Texts, text: ProfileText): ProfileFaults => {
  const faults: Record<string, string> = {};
  for (const name of ["birthYear", "heightCm", "weightKg"] as const) {
    if (text[name].trim() === "" || isWithin(text[name], RANGES[name])) continue;
    faults[name] = rangeFault(t, name, RANGES[name]);
  }
  for (const { key, name, kcal } of text.household) {
    if (name.trim() === "") faults[`member-${key}-name`] = t("Enter a name.");
    if (!isWithin(kcal, MEMBER_KCAL)) {
      faults[`member-${key}-kcal`] = rangeFault(t, "kcal", MEMBER_KCAL);
    }
  }
  return faults;
};

/** What is said, without what is not, or is no number. */
export const toProfile = (text: ProfileText): Profile => {
  const number = (name: keyof typeof RANGES) =>
    text[name].trim() === "" || !isWithin(text[name], RANGES[name])
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
