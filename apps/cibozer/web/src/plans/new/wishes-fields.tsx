import {
  PlainChips,
  PlainSelect,
  PlainTextField,
  readNumber,
  type Texts,
  useTexts,
} from "@plinth/console";
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

/** "Breakfast 25 %, lunch 40 %": how the pattern shares the day's energy out. */
const sharesOf = (t: Texts, pattern: PatternId): string =>
  t.list(
    (PATTERNS.find(({ id }) => id === pattern)?.sittings ?? []).map((sitting) =>
      t("{meal} {share} %", {
        meal: t.of(sitting.label),
        share: Math.round(sitting.share * 100),
      }),
    ),
    { type: "unit", style: "short" },
  );

/** Fields every planner form has. Numbers are text while they are typed. */
export type BasicWishes = {
  readonly kcal: string;
  readonly diet: DietId;
  readonly pattern: PatternId;
  readonly excludeAllergens: readonly Allergen[];
};

/** The energy as typed; 0, which is never planned, where it is no number. */
export const kcalOf = (t: Texts, text: string): number => readNumber(t, text) ?? 0;

/** Fault of the energy as typed, or undefined. */
export const kcalFault = (t: Texts, text: string): string | undefined => {
  const value = readNumber(t, text);
  if (value === undefined || !Number.isInteger(value)) {
    return t("Enter a whole number of kcal.");
  }
  if (value >= MIN_KCAL && value <= MAX_KCAL) return undefined;
  return t("Enter a number from {least} to {most}. Plans are for adults.", {
    least: MIN_KCAL,
    most: MAX_KCAL,
  });
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
        choices={DIETS.map(({ id, label }) => ({ value: id, label: t.of(label) }))}
        hint={t.of(DIETS.find(({ id }) => id === props.values.diet)?.summary ?? "")}
      />
      <PlainSelect
        name="pattern"
        label={t("Meals of a day")}
        value={props.values.pattern}
        onChange={(pattern) => props.patch({ pattern })}
        choices={PATTERNS.map(({ id, label }) => ({ value: id, label: t.of(label) }))}
        hint={sharesOf(t, props.values.pattern)}
      />
      <PlainChips
        label={t("Must not contain")}
        isOptional
        values={props.values.excludeAllergens}
        onChange={(values) =>
          props.patch({ excludeAllergens: ALLERGENS.filter((one) => values.includes(one)) })
        }
        choices={ALLERGENS.map((id) => ({ value: id, label: t.of(ALLERGEN_LABELS[id]) }))}
        hint={t(
          "Also leaves out what only may contain it. Products differ: always check the label.",
        )}
      />
    </>
  );
};
