import { Dialog, ErrorState, type Messages, Notice, Skeleton, useTexts } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isWrittenId, type Meal, recipeTitle } from "#core";
import { allergenNames, cuisineWords, mealLabel, portionWords } from "../api/plan-words.ts";
import { weightWords } from "../api/weight-words.ts";
import { Dotted } from "../art/dotted.tsx";
import { MealPlate } from "../art/meal-plate.tsx";
import type { RecipePage } from "../kitchen/messages.ts";
import { useKitchen, useLarder } from "../kitchen/use-kitchen.ts";
import { FoodName } from "../recipes/food-name.tsx";
import { RecipeSteps } from "../recipes/recipe-steps.tsx";
import { useWrittenRecipePage } from "../recipes/written-recipe-page.ts";

type Units = "metric" | "us";

/** The recipe of a meal with the amounts for its portion. */
export const RecipeDialog = (props: {
  readonly meal: Meal | undefined;
  /** Servings that are cooked at once, where some are left for later; absent = the portion. */
  readonly cooked?: number | undefined;
  /** What amounts are written in; metric where nobody chose. */
  readonly units?: Units;
  readonly onClose: () => void;
  /** What else there is to say or ask of the recipe. */
  readonly children?: ReactNode;
}) => {
  const t = useTexts();
  return (
    <Dialog
      title={props.meal === undefined ? "" : recipeTitle(t, props.meal.recipe)}
      isOpen={props.meal !== undefined}
      onClose={props.onClose}
    >
      {props.meal !== undefined && (
        <RecipeBody
          meal={props.meal}
          cooked={props.cooked ?? props.meal.portion}
          units={props.units ?? "metric"}
        >
          {props.children}
        </RecipeBody>
      )}
    </Dialog>
  );
};

const RecipeBody = (props: {
  readonly meal: Meal;
  readonly cooked: number;
  readonly units: Units;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { meal, cooked } = props;
  const kitchen = useKitchen();
  const loadWritten = useWrittenRecipePage();
  const page = useQuery({
    queryKey: ["recipe", meal.recipe.id],
    queryFn: () =>
      isWrittenId(meal.recipe.id) ? loadWritten(meal.recipe.id) : kitchen.recipe(meal.recipe.id),
    staleTime: isWrittenId(meal.recipe.id) ? 0 : Number.POSITIVE_INFINITY,
  });
  return (
    <div className="stack">
      <div className="recipe-head">
        <MealPlate recipeId={meal.recipe.id} ingredients={meal.ingredients} size={96} />
        <div>
          <Dotted
            facts={`${mealLabel(t, meal.label)} · ${meal.time} · ${portionWords(t, meal.portion)}`}
          />
          {page.data !== undefined && page.data !== null && <Times page={page.data} />}
        </div>
      </div>
      <h3>
        {cooked === meal.portion
          ? t("Ingredients for your portion")
          : t("Ingredients for all you cook: {portion}", { portion: portionWords(t, cooked) })}
      </h3>
      <Amounts meal={meal} times={cooked / meal.portion} units={props.units} />
      {page.isError ? (
        <ErrorState error={page.error} onRetry={() => void page.refetch()} />
      ) : page.isPending ? (
        <Skeleton lines={4} />
      ) : (
        page.data !== null && <Method page={page.data} />
      )}
      {props.children}
      <h3>{t("In your portion")}</h3>
      <Facts meal={meal} />
    </div>
  );
};

const Times = ({ page: { recipe } }: { readonly page: RecipePage }) => {
  const t = useTexts();
  return (
    <p className="small soft">
      {recipe.cookMinutes === 0
        ? t("{prepare} min, nothing to cook", { prepare: recipe.prepMinutes })
        : t("{prepare} min to prepare, {cook} min to cook", {
            prepare: recipe.prepMinutes,
            cook: recipe.cookMinutes,
          })}
      {recipe.cuisine !== "general" && ` · ${cuisineWords(t, recipe.cuisine)}`}
    </p>
  );
};

const Amounts = (props: { readonly meal: Meal; readonly times: number; readonly units: Units }) => {
  const t = useTexts();
  const { meal, times, units } = props;
  const larder = useLarder();
  const names = new Map(larder?.foods.map((food) => [food.id, food.name]));
  return (
    <table className="amounts numbers">
      <tbody>
        {meal.ingredients.map(({ food, grams }) => (
          <tr key={food}>
            <th scope="row">
              <FoodName name={names.get(food) ?? food.replaceAll("-", " ")} />
            </th>
            <td>{weightWords(t, grams * times, units)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Method = ({ page }: { readonly page: RecipePage }) => {
  const t = useTexts();
  return (
    <>
      <h3>{t("Method")}</h3>
      <p className="small soft">
        {t.plural(
          page.recipe.servings,
          "Written for one serving; cook it and take your portion, or use the amounts above.",
          "Written for {n} servings; cook that many and take your portion, or use the amounts above.",
        )}
      </p>
      <RecipeSteps recipe={page.recipe} />
      <Allergens page={page} />
    </>
  );
};

const Allergens = ({ page }: { readonly page: RecipePage }) => {
  const t = useTexts();
  return (
    <Notice tone={page.contains.length + page.mayContain.length > 0 ? "warn" : "info"}>
      {page.contains.length > 0 && (
        <p>{t("Contains {allergens}.", { allergens: allergenNames(t, page.contains) })}</p>
      )}
      {page.mayContain.length > 0 && (
        <p>
          {t("Some brands contain {allergens}.", { allergens: allergenNames(t, page.mayContain) })}
        </p>
      )}
      <p>{t("Products differ: check the label of everything you buy.")}</p>
    </Notice>
  );
};

const FACTS = [
  "energyKcal",
  "proteinG",
  "fatG",
  "satFatG",
  "carbG",
  "sugarG",
  "fibreG",
  "sodiumMg",
] as const;
const factWords = {
  energyKcal: ["Energy", "{value} kcal", "at least {value} kcal"],
  proteinG: ["Protein", "{value} g", "at least {value} g"],
  fatG: ["Fat", "{value} g", "at least {value} g"],
  satFatG: ["of which saturated", "{value} g", "at least {value} g"],
  carbG: ["Carbohydrate", "{value} g", "at least {value} g"],
  sugarG: ["of which sugar", "{value} g", "at least {value} g"],
  fibreG: ["Fibre", "{value} g", "at least {value} g"],
  sodiumMg: ["Sodium", "{value} mg", "at least {value} mg"],
} as const satisfies Messages;

const Facts = ({ meal }: { readonly meal: Meal }) => {
  const t = useTexts();
  const { nutrition } = meal;
  const isLeast = new Set<string>(nutrition.atLeast);
  return (
    <table className="amounts numbers">
      <tbody>
        {FACTS.map((key) => {
          const [label, amount, least] = factWords[key];
          const value = Math.round(Number(nutrition[key]));
          return (
            <tr key={key}>
              <th scope="row">{t.of(label)}</th>
              <td>{t.of(isLeast.has(key) ? least : amount, { value })}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
