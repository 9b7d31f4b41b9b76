import {
  ChipGroup,
  type Messages,
  Segmented,
  Select,
  TextField,
  type Texts,
  useTexts,
} from "@plinth/console";
import { ACTIVITY_LEVELS, ALLERGEN_LABELS, ALLERGENS, GOALS } from "#core";
import type { ProfileFaults, ProfileText } from "./profile-text.ts";

/** The fields' values, what is wrong with them, and how they change. */
export type ProfileFieldsProps = {
  readonly text: ProfileText;
  readonly faults: ProfileFaults;
  readonly patch: (part: Partial<ProfileText>) => void;
};

/** Allergens as choices. */
export const allergenChoices = (t: Texts) =>
  ALLERGENS.map((id) => ({ value: id, label: t.of(ALLERGEN_LABELS[id]) }));

const sexes = { female: "Female", male: "Male", "": "Not said" } as const satisfies Messages;
const sexesOffered = ["female", "male", ""] as const;

/** Body, activity, goal and allergies; nothing of it is needed. */
export const BodyFields = ({ text, faults, patch }: ProfileFieldsProps) => {
  const t = useTexts();
  return (
    <div className="stack">
      <Segmented
        label={t("Sex, for the formula")}
        value={text.sex}
        onChange={(sex) => patch({ sex })}
        choices={sexesOffered.map((value) => ({ value, label: t.of(sexes[value]) }))}
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
          choices={[
            { value: "", label: t("Not said") },
            ...ACTIVITY_LEVELS.map(({ id, label }) => ({ value: id, label: t.of(label) })),
          ]}
        />
      </div>
      <Select
        label={t("What you want")}
        value={text.goal}
        onChange={(goal) => patch({ goal })}
        choices={GOALS.map(({ id, label }) => ({ value: id, label: t.of(label) }))}
      />
      <ChipGroup
        label={t("You must not eat")}
        isOptional
        values={text.allergens}
        onChange={(values) => patch({ allergens: ALLERGENS.filter((one) => values.includes(one)) })}
        choices={allergenChoices(t)}
      />
    </div>
  );
};
