import { PlainChips, PlainSelect, PlainTextField, useTexts } from "@plinth/console";
import {
  ALLERGEN_LABELS,
  ALLERGENS,
  type Allergen,
  DIETS,
  type DietId,
  MAX_KCAL,
  MIN_KCAL,
  PATTERNS,
  type PatternId,
} from "#core";
import { EnergyHelper } from "./energy-helper.tsx";

const diets = DIETS.map(({ id, label, summary }) => ({ value: id, label, note: summary }));
const patterns = PATTERNS.map(({ id, label, sittings }) => ({
  value: id,
  label,
  note: sittings
    .map((sitting) => `${sitting.label} ${Math.round(sitting.share * 100)} %`)
    .join(", "),
}));
const allergens = ALLERGENS.map((id) => ({ value: id, label: ALLERGEN_LABELS[id] }));

/** Fields every planner form has. Numbers are text while they are typed. */
export type BasicWishes = {
  readonly kcal: string;
  readonly diet: DietId;
  readonly pattern: PatternId;
  readonly excludeAllergens: readonly Allergen[];
};

/** Fault of the energy as typed, or undefined. */
export const kcalFault = (text: string): string | undefined => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value)) return "Enter a whole number of kcal.";
  if (value >= MIN_KCAL && value <= MAX_KCAL) return undefined;
  return `Enter a number from ${MIN_KCAL.toLocaleString("en")} to ${MAX_KCAL.toLocaleString("en")}. Plans are for adults.`;
};

/** Energy, diet, pattern and allergens. */
export const WishesFields = (props: {
  readonly values: BasicWishes;
  readonly patch: (part: Partial<BasicWishes>) => void;
  readonly kcalField: {
    readonly name: string;
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly onBlur: () => void;
    readonly errorMessage: string | undefined;
  };
}) => {
  const t = useTexts();
  return (
    <>
      <div className="stack stack-tight">
        <PlainTextField
          {...props.kcalField}
          label={t("Energy a day")}
          inputMode="numeric"
          after={t("kcal")}
        />
        <EnergyHelper onUse={(kcal) => props.patch({ kcal: String(kcal) })} />
      </div>
      <PlainSelect
        name="diet"
        label={t("Diet")}
        value={props.values.diet}
        onChange={(diet) => props.patch({ diet })}
        choices={diets}
        hint={DIETS.find(({ id }) => id === props.values.diet)?.summary ?? ""}
      />
      <PlainSelect
        name="pattern"
        label={t("Meals of a day")}
        value={props.values.pattern}
        onChange={(pattern) => props.patch({ pattern })}
        choices={patterns}
        hint={patterns.find(({ value }) => value === props.values.pattern)?.note}
      />
      <PlainChips
        label={t("Must not contain")}
        isOptional
        values={props.values.excludeAllergens}
        onChange={(values) =>
          props.patch({ excludeAllergens: ALLERGENS.filter((one) => values.includes(one)) })
        }
        choices={allergens}
        hint={t(
          "Also leaves out what only may contain it. Products differ: always check the label.",
        )}
      />
    </>
  );
};
