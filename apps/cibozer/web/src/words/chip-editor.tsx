import { Button, Select, TextField, useTexts } from "@plinth/console";
import { useState } from "react";
import {
  ALLERGEN_LABELS,
  ALLERGENS,
  type Constraint,
  CUISINE_IDS,
  DIETS,
  MAX_DAYS,
  MAX_KCAL,
  MIN_KCAL,
  PATTERNS,
} from "#core";
import { cuisineLabel } from "./chips.ts";

const CHOICES = {
  diet: DIETS.map(({ id, label }) => ({ value: id as string, label })),
  pattern: PATTERNS.map(({ id, label }) => ({ value: id as string, label })),
  allergen: ALLERGENS.map((id) => ({ value: id as string, label: ALLERGEN_LABELS[id] })),
  cuisine: CUISINE_IDS.map((id) => ({ value: id, label: cuisineLabel(id) })),
};

const LABELS = {
  diet: "Diet",
  pattern: "Meals of a day",
  allergen: "Must not contain",
  cuisine: "Cuisine",
  days: "How many days",
  kcal: "Energy a day, in kcal",
  maxMinutes: "Longest time for a recipe, in minutes",
  budget: "Budget a day, in dollars",
  dislike: "Leave out",
} as const;

const BOUNDS = {
  days: [1, MAX_DAYS],
  kcal: [MIN_KCAL, MAX_KCAL],
  maxMinutes: [1, 1440],
  budget: [0.5, 1000],
} as const;

/** Gives one wish another value. */
export const ChipEditor = (props: {
  readonly chip: Constraint;
  readonly onChange: (chip: Constraint) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { chip } = props;
  const { field } = chip;
  if (field === "diet" || field === "pattern" || field === "allergen" || field === "cuisine") {
    return (
      <div className="row words-editor">
        <Select
          name={`words-${field}`}
          label={LABELS[field]}
          value={String(chip.value)}
          onChange={(value) => props.onChange({ field, value } as Constraint)}
          choices={CHOICES[field]}
        />
        <Button onPress={props.onClose}>{t("Done")}</Button>
      </div>
    );
  }
  return <TypedEditor {...props} label={LABELS[field]} />;
};

const TypedEditor = (props: {
  readonly chip: Constraint;
  readonly label: string;
  readonly onChange: (chip: Constraint) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { field } = props.chip;
  const [text, setText] = useState(String(props.chip.value));
  const [fault, setFault] = useState<string>();
  const save = () => {
    if (field === "dislike") {
      const word = text.trim().toLowerCase();
      if (word === "" || word.length > 60) return setFault("Enter a food of up to 60 characters.");
      props.onChange({ field, value: word });
      return props.onClose();
    }
    const [low, high] = BOUNDS[field as keyof typeof BOUNDS];
    const value = Number(text.replace(",", "."));
    const isWhole = field === "budget" || Number.isInteger(value);
    if (text.trim() === "" || !isWhole || !(value >= low && value <= high)) {
      return setFault(`Enter a number from ${low} to ${high}.`);
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
