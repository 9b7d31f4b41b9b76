import { PlainSelect, TagField, TextField, useTexts } from "@plinth/console";
import { LEFTOVER_WISHES, type LeftoverWish, MAX_DISLIKES } from "#core";
import { leftoverWishWords } from "../../api/plan-words.ts";
import { useLarder } from "../../kitchen/use-kitchen.ts";

type Field = Parameters<typeof TextField>[0];
type Text = Pick<Field, "name" | "value" | "onChange" | "onBlur" | "errorMessage">;

type Values = { readonly dislikes: readonly string[]; readonly leftovers: LeftoverWish };

/** Fields of /plans/new that most people do not need. */
export const MoreFields = ({
  form,
}: {
  readonly form: {
    readonly values: Values;
    readonly patch: (part: Partial<Values>) => void;
    readonly text: (name: "maxMinutes" | "budget" | "note") => Text;
  };
}) => {
  const t = useTexts();
  const larder = useLarder();
  const { values } = form;
  const foods = larder?.foods.map(({ id, name }) => ({ value: id, label: t.of(name) })) ?? [];
  return (
    <div className="stack">
      <TagField
        label={t("Leave out")}
        isOptional
        values={values.dislikes}
        onChange={(dislikes) => form.patch({ dislikes: dislikes.slice(0, MAX_DISLIKES) })}
        choices={foods}
        placeholder={t("Type a food, for example mushrooms")}
      />
      <PlainSelect
        name="leftovers"
        label={t("Leftovers")}
        value={values.leftovers}
        onChange={(leftovers) => form.patch({ leftovers })}
        choices={LEFTOVER_WISHES.map((id) => ({ value: id, label: leftoverWishWords(t, id) }))}
        hint={t("Cook once, eat twice: everything keeps for the day it waits.")}
      />
      <div className="split">
        <TextField
          {...form.text("maxMinutes")}
          label={t("Longest time for a recipe")}
          isOptional
          inputMode="numeric"
          autoComplete="off"
          after={t("minutes")}
        />
        <TextField
          {...form.text("budget")}
          label={t("Budget a day")}
          isOptional
          inputMode="decimal"
          autoComplete="off"
          before="$"
          hint={t("By table prices, partly estimates.")}
        />
      </div>
      <TextField {...form.text("note")} label={t("A note to yourself")} isOptional rows={3} />
    </div>
  );
};
