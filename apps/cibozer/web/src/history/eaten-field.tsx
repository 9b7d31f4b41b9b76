import { Checkbox, useTexts } from "@plinth/console";
import type { Meal } from "#core";
import type { HistoryPart } from "../api/history-api.ts";
import { useLetters } from "../letters/letters.tsx";
import { historyWith } from "../letters/words.ts";
import { useHistory } from "./use-history.ts";

const NOTHING: HistoryPart = { meals: [], earlier: null };
const DAY_MS = 86_400_000;

/** Whether the person had a meal; of days to come nobody is asked. */
export const EatenField = (props: { readonly date: string; readonly meal: Meal }) => {
  const t = useTexts();
  const { date, meal } = props;
  const { waiting, put } = useLetters();
  const known = useHistory().data ?? historyWith(NOTHING, waiting);
  // Somewhere it is tomorrow already, as the server knows too.
  if (Date.parse(date) > Date.now() + DAY_MS) return null;
  const found = known.meals.find((one) => one.date === date && one.slot === meal.slot);
  const { slot, recipe, portion } = meal;
  return (
    <div className="stack stack-tight">
      <Checkbox
        isSelected={found?.recipe.id === recipe.id}
        onChange={(eaten) => put({ kind: "eaten", meal: { date, slot, recipe, portion }, eaten })}
      >
        {t("I had this")}
      </Checkbox>
      <p className="small soft">
        {t("It is kept in what you had, and your next plan repeats less of it.")}
      </p>
    </div>
  );
};
