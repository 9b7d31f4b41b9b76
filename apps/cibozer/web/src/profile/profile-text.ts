import {
  type Messages,
  type NumberBounds,
  readNumberWithin,
  type Texts,
  writeNumber,
} from "@plinth/console";
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

const typed = (t: Texts, value: number | undefined): string =>
  value === undefined ? "" : writeNumber(t, value);

/** What the fields start with. */
export const toText = (t: Texts, profile: Profile): ProfileText => ({
  sex: profile.sex ?? "",
  birthYear: typed(t, profile.birthYear),
  heightCm: typed(t, profile.heightCm),
  weightKg: typed(t, profile.weightKg),
  activity: profile.activity ?? "",
  goal: profile.goal ?? "keep",
  allergens: profile.allergens ?? [],
  household: (profile.household ?? []).map((member, key) => ({
    ...member,
    key,
    kcal: String(member.kcal),
  })),
});

/** The bounds of each field; nobody is born after this year. */
const boundsIn = (year: number) => ({
  birthYear: { least: 1900, most: year, isWhole: true },
  heightCm: { least: 100, most: 250, isWhole: true },
  weightKg: { least: 30, most: 350 },
});
const MEMBER_KCAL = { least: 400, most: 6000, isWhole: true } as const;
const BODY_FIELDS = ["birthYear", "heightCm", "weightKg"] as const;

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
  { least, most }: NumberBounds,
): string => t.of(rangeWords[name], { low: String(least), high: String(most) });

/** What cannot be kept as it is typed. */
export const faultsOf = (t: Texts, text: ProfileText, year: number): ProfileFaults => {
  const faults: Record<string, string> = {};
  const bounds = boundsIn(year);
  for (const name of BODY_FIELDS) {
    if (text[name].trim() === "" || readNumberWithin(t, text[name], bounds[name]) !== undefined)
      continue;
    faults[name] = rangeFault(t, name, bounds[name]);
  }
  for (const { key, name, kcal } of text.household) {
    if (name.trim() === "") faults[`member-${key}-name`] = t("Enter a name.");
    if (readNumberWithin(t, kcal, MEMBER_KCAL) === undefined) {
      faults[`member-${key}-kcal`] = rangeFault(t, "kcal", MEMBER_KCAL);
    }
  }
  return faults;
};

/** What is said, without what is not, or is no number. */
export const toProfile = (t: Texts, text: ProfileText, year: number): Profile => {
  const bounds = boundsIn(year);
  const number = (name: (typeof BODY_FIELDS)[number]) => {
    const value = readNumberWithin(t, text[name], bounds[name]);
    return value === undefined ? {} : { [name]: value };
  };
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
      kcal: readNumberWithin(t, kcal, MEMBER_KCAL) ?? 0,
      allergens,
    })),
  };
};
