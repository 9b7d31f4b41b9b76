import { ChipGroup, Segmented, Select, TextField, useTexts } from "@plinth/console";
import { ACTIVITY_LEVELS, ALLERGEN_LABELS, ALLERGENS, GOALS } from "#core";
import type { ProfileFaults, ProfileText } from "./profile-text.ts";

/** The fields' values, what is wrong with them, and how they change. */
export type ProfileFieldsProps = {
  readonly text: ProfileText;
  readonly faults: ProfileFaults;
  readonly patch: (part: Partial<ProfileText>) => void;
};

/** Allergens as choices. */
export const allergenChoices = ALLERGENS.map((id) => ({ value: id, label: ALLERGEN_LABELS[id] }));

const sexes = [
  { value: "female", label: "Female" },
  { value: "male", label: "Male" },
  { value: "", label: "Not said" },
] as const;
const activities = [
  { value: "", label: "Not said" },
  ...ACTIVITY_LEVELS.map(({ id, label }) => ({ value: id, label })),
] as const;
const goals = GOALS.map(({ id, label }) => ({ value: id, label }));

/** Body, activity, goal and allergies; nothing of it is needed. */
export const BodyFields = ({ text, faults, patch }: ProfileFieldsProps) => {
  const t = useTexts();
  return (
    <div className="stack">
      <Segmented
        label={t("Sex, for the formula")}
        value={text.sex}
        onChange={(sex) => patch({ sex })}
        choices={sexes}
      />
      <div className="split">
        <TextField
          label={t("Year of birth")}
          isOptional
          inputMode="numeric"
          value={text.birthYear}
          onChange={(birthYear) => patch({ birthYear })}
          errorMessage={faults["birthYear"]}
        />
        <TextField
          label={t("Height")}
          isOptional
          inputMode="numeric"
          after={t("cm")}
          value={text.heightCm}
          onChange={(heightCm) => patch({ heightCm })}
          errorMessage={faults["heightCm"]}
        />
        <TextField
          label={t("Weight")}
          isOptional
          inputMode="decimal"
          after={t("kg")}
          value={text.weightKg}
          onChange={(weightKg) => patch({ weightKg })}
          errorMessage={faults["weightKg"]}
        />
        <Select
          label={t("Activity")}
          value={text.activity}
          onChange={(activity) => patch({ activity })}
          choices={activities}
        />
      </div>
      <Select
        label={t("What you want")}
        value={text.goal}
        onChange={(goal) => patch({ goal })}
        choices={goals}
      />
      <ChipGroup
        label={t("You must not eat")}
        isOptional
        values={text.allergens}
        onChange={(values) => patch({ allergens: ALLERGENS.filter((one) => values.includes(one)) })}
        choices={allergenChoices}
      />
    </div>
  );
};
