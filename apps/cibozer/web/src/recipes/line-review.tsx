import { Notice, PlainSelect, PlainTextField, useTexts } from "@plinth/console";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { ResolvedLine, ResolvedRecipe } from "#core";
import { allergenNames } from "../api/plan-words.ts";
import { weightWords } from "../api/weight-words.ts";
import { useKitchen, useLarder } from "../kitchen/use-kitchen.ts";
import { FoodName } from "./food-name.tsx";
import { gramWords, kcalWords, obstacleWords } from "./recipe-words.ts";
import { type Choice, gramsFault, linesOf, ownOf, type RecipeForm } from "./written.ts";

/** What was made of each line, and what has to be chosen; worked out in this page. */
export const LineReview = (props: {
  readonly form: RecipeForm;
  readonly onChoices: (choices: RecipeForm["choices"]) => void;
}) => {
  const t = useTexts();
  const kitchen = useKitchen();
  const own = useDeferredValue(ownOf(t, props.form));
  const read = useQuery({
    queryKey: ["own-draft", own],
    queryFn: () => kitchen.own(own),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  if (linesOf(props.form).length === 0 || read.data === undefined) return null;
  const { choices } = props.form;
  const choose = (text: string, part: Partial<Choice>) =>
    props.onChoices({ ...choices, [text]: { food: "", grams: "", ...choices[text], ...part } });
  return (
    <section className="card stack" aria-label={t("How we read it")}>
      <h2>{t("How we read it")}</h2>
      <ul className="list-plain">
        {read.data.lines.map((line, i) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: a recipe may have a line twice
            key={i}
            line={line}
            choice={choices[line.text]}
            onChoose={(part) => choose(line.text, part)}
          />
        ))}
      </ul>
      <Outcome read={read.data} />
    </section>
  );
};

const Line = (props: {
  readonly line: ResolvedLine;
  readonly choice: Choice | undefined;
  readonly onChoose: (part: Partial<Choice>) => void;
}) => {
  const t = useTexts();
  const { line, choice, onChoose } = props;
  const larder = useLarder();
  const isAsked = line.food === null || line.isPicked;
  const suggested = new Set(line.suggestions.map(({ food }) => food));
  const others = (larder?.foods ?? [])
    .filter(({ id }) => !suggested.has(id))
    .map(({ id, name }) => ({ value: id, label: t.of(name) }));
  const needsGrams = line.grams === null || (choice?.grams ?? "") !== "";
  return (
    <li className="recipe-line">
      <span>
        <bdi>{line.text}</bdi>
        <span className="small soft">
          {" · "}
          {line.name === null ? t("not known") : <FoodName name={line.name} />}
          {line.grams !== null && ` · ${weightWords(t, line.grams, "metric")}`}
        </span>
      </span>
      {isAsked && (
        <PlainSelect
          name="food"
          label={t("What is “{text}”?", { text: line.text })}
          value={choice?.food ?? ""}
          onChange={(food) => onChoose({ food })}
          choices={[
            { value: "", label: t("Not known: counts as unsafe") },
            ...line.suggestions.map(({ food, name }) => ({ value: food, label: t.of(name) })),
            ...others,
          ]}
        />
      )}
      {line.food !== null && needsGrams && (
        <PlainTextField
          name="grams"
          label={t("How much is “{text}”?", { text: line.text })}
          inputMode="decimal"
          after={t("g")}
          value={choice?.grams ?? ""}
          onChange={(grams) => onChoose({ grams })}
          errorMessage={gramsFault(t, choice?.grams ?? "")}
        />
      )}
    </li>
  );
};

const Outcome = ({ read }: { readonly read: ResolvedRecipe }) => {
  const t = useTexts();
  return (
    <div role="status" className="stack stack-tight">
      {read.obstacles.map((one) => (
        <Notice key={one} tone="warn">
          <p>{obstacleWords(t, one)}</p>
        </Notice>
      ))}
      {read.obstacles.length === 0 && (
        <p>
          {t("A serving has {energy} and {protein} of protein.", {
            energy: kcalWords(t, read.nutrition.energyKcal),
            protein: gramWords(t, read.nutrition.proteinG),
          })}
        </p>
      )}
      {read.contains.length > 0 && (
        <p>{t("Contains {allergens}.", { allergens: allergenNames(t, read.contains) })}</p>
      )}
      {read.mayContain.length > 0 && (
        <p>{t("May contain {allergens}.", { allergens: allergenNames(t, read.mayContain) })}</p>
      )}
    </div>
  );
};
