import {
  Button,
  type Messages,
  readNumberWithin,
  Select,
  TextField,
  type Texts,
  useTexts,
  writeNumber,
} from "@plinth/console";
import { useState } from "react";
import {
  ALLERGEN_LABELS,
  ALLERGENS,
  type Constraint,
  CUISINE_IDS,
  DIETS,
  LEFTOVER_WISHES,
  MAX_DAYS,
  MAX_KCAL,
  MIN_KCAL,
  PATTERNS,
  recipeTitle,
} from "#core";
import { cuisineWords, leftoverWishWords } from "../api/plan-words.ts";

type ChosenField = "diet" | "pattern" | "leftovers" | "allergen" | "cuisine";

const choicesOf = (t: Texts, field: ChosenField) => {
  switch (field) {
    case "diet":
      return DIETS.map(({ id, label }) => ({ value: id as string, label: t.of(label) }));
    case "pattern":
      return PATTERNS.map(({ id, label }) => ({ value: id as string, label: t.of(label) }));
    case "leftovers":
      return LEFTOVER_WISHES.map((id) => ({
        value: id as string,
        label: leftoverWishWords(t, id),
      }));
    case "allergen":
      return ALLERGENS.map((id) => ({ value: id as string, label: t.of(ALLERGEN_LABELS[id]) }));
    case "cuisine":
      return CUISINE_IDS.map((id) => ({ value: id, label: cuisineWords(t, id) }));
  }
};

/** What can be said of a dish. */
const dishWishes = {
  never: "Never plan this again",
  more: "More often",
} as const satisfies Messages;
type DishChip = Extract<Constraint, { field: keyof typeof dishWishes }>;

const isDish = (chip: Constraint): chip is DishChip => Object.hasOwn(dishWishes, chip.field);

const labels = {
  diet: "Diet",
  pattern: "Meals of a day",
  leftovers: "Leftovers",
  allergen: "Must not contain",
  cuisine: "Cuisine",
  days: "How many days",
  kcal: "Energy a day, in kcal",
  maxMinutes: "Longest time for a recipe, in minutes",
  budget: "Budget a day, in dollars",
  dislike: "Leave out",
} as const satisfies Messages;

const MOST_LETTERS = 60;
const BOUNDS = {
  days: { least: 1, most: MAX_DAYS, isWhole: true },
  kcal: { least: MIN_KCAL, most: MAX_KCAL, isWhole: true },
  maxMinutes: { least: 1, most: 1440, isWhole: true },
  budget: { least: 0.5, most: 1000, isWhole: false },
} as const;

const isChosen = (field: string): field is ChosenField =>
  ["diet", "pattern", "leftovers", "allergen", "cuisine"].includes(field);

/** Gives one wish another value. */
export const ChipEditor = (props: {
  readonly chip: Constraint;
  readonly onChange: (chip: Constraint) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { chip } = props;
  if (isDish(chip)) return <DishEditor {...props} chip={chip} />;
  const { field } = chip;
  if (isChosen(field)) {
    return (
      <div className="row words-editor">
        <Select
          name={`words-${field}`}
          label={t.of(labels[field])}
          value={String(chip.value)}
          onChange={(value) => props.onChange({ field, value } as Constraint)}
          choices={choicesOf(t, field)}
        />
        <Button onPress={props.onClose}>{t("Done")}</Button>
      </div>
    );
  }
  return <TypedEditor {...props} chip={chip} label={t.of(labels[field])} />;
};

const DishEditor = (props: {
  readonly chip: DishChip;
  readonly onChange: (chip: Constraint) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { chip } = props;
  const fields = Object.keys(dishWishes) as (keyof typeof dishWishes)[];
  return (
    <div className="row words-editor">
      <Select
        name="words-dish"
        label={recipeTitle(t, { ...chip, id: chip.value })}
        value={chip.field}
        onChange={(field) => props.onChange({ ...chip, field: field as DishChip["field"] })}
        choices={fields.map((value) => ({ value, label: t.of(dishWishes[value]) }))}
      />
      <Button onPress={props.onClose}>{t("Done")}</Button>
    </div>
  );
};

const TypedEditor = (props: {
  readonly chip: Exclude<Constraint, DishChip>;
  readonly label: string;
  readonly onChange: (chip: Constraint) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { field, value: before } = props.chip;
  const [text, setText] = useState(() =>
    typeof before === "number" ? writeNumber(t, before) : before,
  );
  const [fault, setFault] = useState<string>();
  const save = () => {
    if (field === "dislike") {
      const word = text.trim().toLowerCase();
      if (word === "" || word.length > MOST_LETTERS)
        return setFault(t("Enter a food of up to {most} characters.", { most: MOST_LETTERS }));
      props.onChange({ field, value: word });
      return props.onClose();
    }
    const { least, most, isWhole } = BOUNDS[field as keyof typeof BOUNDS];
    const value = readNumberWithin(t, text, { least, most, isWhole });
    if (value === undefined) {
      return setFault(t("Enter a number from {least} to {most}.", { least, most }));
    }
    props.onChange({ field, value } as Constraint);
    return props.onClose();
  };
  return (
    <div className="row words-editor">
      <TextField
        name={`words-${field}`}
        label={props.label}
        value={text}
        onChange={setText}
        autoComplete="off"
        inputMode={field === "dislike" ? "text" : "decimal"}
        {...(fault === undefined ? {} : { errorMessage: fault })}
      />
      <Button onPress={save}>{t("Change it")}</Button>
    </div>
  );
};
