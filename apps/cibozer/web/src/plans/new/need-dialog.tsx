import {
  Button,
  Dialog,
  readNumberWithin,
  Segmented,
  Select,
  TextField,
  useForm,
  useTexts,
} from "@plinth/console";
import { useState } from "react";
import { ACTIVITY_LEVELS, energyNeed } from "#core";

type Sex = "female" | "male";

const RANGES = {
  age: { least: 19, most: 120 },
  height: { least: 120, most: 230 },
  weight: { least: 30, most: 300 },
} as const;

/** The window of EnergyHelper: loaded when somebody wants it. */
export const NeedDialog = (props: {
  readonly onUse: (kcal: number) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  return (
    <Dialog title={t("How much do you need?")} isOpen onClose={props.onClose}>
      <NeedForm onUse={props.onUse} />
    </Dialog>
  );
};

const NeedForm = (props: { readonly onUse: (kcal: number) => void }) => {
  const t = useTexts();
  const [need, setNeed] = useState<number>();
  const read = (name: keyof typeof RANGES, text: string) => readNumberWithin(t, text, RANGES[name]);
  const form = useForm({
    initial: {
      sex: "female" as Sex,
      age: "",
      height: "",
      weight: "",
      activity: "light" as (typeof ACTIVITY_LEVELS)[number]["id"],
    },
    validate: (values) => {
      return {
        ...(read("age", values.age) === undefined
          ? { age: t("Enter an age from 19 to 120.") }
          : {}),
        ...(read("height", values.height) === undefined
          ? { height: t("Enter a height from 120 to 230.") }
          : {}),
        ...(read("weight", values.weight) === undefined
          ? { weight: t("Enter a weight from 30 to 300.") }
          : {}),
      };
    },
    submit: async (values) => {
      const ageYears = read("age", values.age);
      const heightCm = read("height", values.height);
      const weightKg = read("weight", values.weight);
      if (ageYears === undefined || heightCm === undefined || weightKg === undefined) return;
      setNeed(
        energyNeed({
          sex: values.sex,
          ...{ ageYears, heightCm, weightKg },
          activity: ACTIVITY_LEVELS.find(({ id }) => id === values.activity)?.factor ?? 1.2,
        }),
      );
    },
  });
  return (
    <form {...form.form} className="stack" aria-label={t("Energy need")}>
      <p className="small soft">
        {t("For adults. Nothing of this is sent or kept; the formula is Mifflin-St Jeor.")}
      </p>
      <Segmented
        label={t("Sex, for the formula")}
        value={form.values.sex}
        onChange={(sex) => form.set("sex", sex)}
        choices={[
          { value: "female", label: t("Female") },
          { value: "male", label: t("Male") },
        ]}
      />
      <div className="split">
        <TextField {...form.text("age")} label={t("Age")} inputMode="numeric" after={t("years")} />
        <TextField
          {...form.text("height")}
          label={t("Height")}
          inputMode="decimal"
          after={t("cm")}
        />
        <TextField
          {...form.text("weight")}
          label={t("Weight")}
          inputMode="decimal"
          after={t("kg")}
        />
        <Select
          label={t("Activity")}
          value={form.values.activity}
          onChange={(activity) => form.set("activity", activity)}
          choices={ACTIVITY_LEVELS.map(({ id, label }) => ({ value: id, label: t.of(label) }))}
        />
      </div>
      <div className="row">
        <Button type="submit" look={need === undefined ? "primary" : "secondary"}>
          {t("Work it out")}
        </Button>
        <span role="status">
          {need !== undefined && <>{t("About {need} kcal a day to stay as you are.", { need })}</>}
        </span>
      </div>
      {need !== undefined && (
        <Button look="primary" onPress={() => props.onUse(need)}>
          {t("Use {need} kcal", { need })}
        </Button>
      )}
    </form>
  );
};
