import {
  Button,
  buttonClass,
  EmptyState,
  ErrorState,
  PageHeading,
  PageLink,
  Skeleton,
  useTexts,
} from "@plinth/console";
import { useState } from "react";
import { recipeTitle } from "#core";
import type { EatenMeal } from "../api/history-api.ts";
import { dayWords, portionWords } from "../api/plan-words.ts";
import { SetTable } from "../art/set-table.tsx";
import { useLetters } from "../letters/letters.tsx";
import { RecipeTitle } from "../recipes/recipe-title.tsx";
import { TasteFields } from "../week/taste-fields.tsx";
import { useHistory } from "./use-history.ts";

/** What somebody had, by day, with what they think of it. */
export const HistoryPage = () => {
  const t = useTexts();
  const [parts, setParts] = useState<readonly (string | undefined)[]>([undefined]);
  return (
    <div className="page page-middle stack stack-wide">
      <div className="stack stack-tight">
        <p className="small">
          <PageLink to="/plans">{t("Your plans")}</PageLink>
        </p>
        <PageHeading>{t("What you had")}</PageHeading>
      </div>
      {parts.map((until, index) => (
        <Part
          key={until ?? "now"}
          until={until}
          isLast={index === parts.length - 1}
          onEarlier={(next) => setParts([...parts, next])}
        />
      ))}
    </div>
  );
};

const Part = (props: {
  readonly until: string | undefined;
  readonly isLast: boolean;
  readonly onEarlier: (until: string) => void;
}) => {
  const t = useTexts();
  const history = useHistory(props.until);
  if (history.data === undefined) {
    if (history.error === null) return <Skeleton lines={4} height="4rem" />;
    return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  }
  const { meals, earlier } = history.data;
  if (props.until === undefined && meals.length === 0 && earlier === null) return <Nothing />;
  const days = [...new Set(meals.map(({ date }) => date))].toSorted().toReversed();
  return (
    <>
      {days.map((date) => (
        <section key={date} className="stack" aria-label={dayWords(t, date)}>
          <h2>{dayWords(t, date)}</h2>
          <ul className="list-plain stack">
            {meals
              .filter((meal) => meal.date === date)
              .map((meal) => (
                <Line key={meal.slot} meal={meal} />
              ))}
          </ul>
        </section>
      ))}
      {days.length === 0 && <p className="soft">{t("Nothing in these four weeks.")}</p>}
      {props.isLast && earlier !== null && (
        <div>
          <Button onPress={() => props.onEarlier(earlier)}>{t("Four weeks earlier")}</Button>
        </div>
      )}
    </>
  );
};

const Line = ({ meal }: { readonly meal: EatenMeal }) => {
  const t = useTexts();
  const { put } = useLetters();
  return (
    <li className="card had">
      <div className="had-head">
        <div>
          <PageLink to={`/recipes/${meal.recipe.id}`}>
            <RecipeTitle recipe={meal.recipe} />
          </PageLink>
          <p className="small soft">{portionWords(t, meal.portion)}</p>
        </div>
        <Button
          look="quiet"
          isSmall
          aria-label={t("Take {title} out", { title: recipeTitle(t, meal.recipe) })}
          onPress={() => put({ kind: "eaten", meal, eaten: false })}
        >
          {t("Take out")}
        </Button>
      </div>
      <TasteFields recipe={meal.recipe} isShort />
    </li>
  );
};

const Nothing = () => {
  const t = useTexts();
  return (
    <EmptyState
      title={t("Nothing yet")}
      picture={<SetTable size={130} />}
      action={
        <PageLink to="/plans" className={buttonClass({ look: "primary" })}>
          {t("Your plans")}
        </PageLink>
      }
    >
      <p>
        {t(
          "Open a recipe of your plan and say that you had it. Here you rate it, or say never again, and your next plan repeats less of what was just on the table.",
        )}
      </p>
    </EmptyState>
  );
};
