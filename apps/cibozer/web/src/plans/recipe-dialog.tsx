import { Dialog, ErrorState, Icon, Notice, Skeleton, useTexts } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ALLERGEN_LABELS, type Allergen, formatWeight, isOwnId, type Meal } from "#core";
import { count, portionWords } from "../api/plan-words.ts";
import { MealPlate } from "../art/meal-plate.tsx";
import type { RecipePage } from "../kitchen/messages.ts";
import { useKitchen, useLarder } from "../kitchen/use-kitchen.ts";
import { useOwnRecipePage } from "../recipes/own-recipe-page.ts";

type Units = "metric" | "us";

/** The recipe of a meal with the amounts for its portion. */
export const RecipeDialog = (props: {
  readonly meal: Meal | undefined;
  /** What amounts are written in; metric where nobody chose. */
  readonly units?: Units;
  readonly onClose: () => void;
  /** What else there is to say or ask of the recipe. */
  readonly children?: ReactNode;
}) => (
  <Dialog
    title={props.meal?.recipe.title ?? ""}
    isOpen={props.meal !== undefined}
    onClose={props.onClose}
  >
    {props.meal !== undefined && (
      <RecipeBody meal={props.meal} units={props.units ?? "metric"}>
        {props.children}
      </RecipeBody>
    )}
  </Dialog>
);

const RecipeBody = (props: {
  readonly meal: Meal;
  readonly units: Units;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { meal } = props;
  const kitchen = useKitchen();
  const loadOwn = useOwnRecipePage();
  const page = useQuery({
    queryKey: ["recipe", meal.recipe.id],
    queryFn: () =>
      isOwnId(meal.recipe.id) ? loadOwn(meal.recipe.id) : kitchen.recipe(meal.recipe.id),
    staleTime: isOwnId(meal.recipe.id) ? 0 : Number.POSITIVE_INFINITY,
  });
  return (
    <div className="stack">
      <div className="row">
        <MealPlate recipeId={meal.recipe.id} ingredients={meal.ingredients} size={96} />
        <div>
          <p>
            {meal.label}, {meal.time} · {portionWords(meal.portion)}
          </p>
          {page.data !== undefined && page.data !== null && <Times page={page.data} />}
        </div>
      </div>
      <h3>{t("Ingredients for your portion")}</h3>
      <Amounts meal={meal} units={props.units} />
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

const Times = ({ page: { recipe } }: { readonly page: RecipePage }) => (
  <p className="row small soft">
    <Icon name="clock" size={16} />
    {recipe.prepMinutes} min to prepare, {recipe.cookMinutes} min to cook
    {recipe.cuisine !== "general" &&
      ` · ${recipe.cuisine.charAt(0).toUpperCase()}${recipe.cuisine.slice(1)}`}
  </p>
);

const Amounts = ({ meal, units }: { readonly meal: Meal; readonly units: Units }) => {
  const larder = useLarder();
  const names = new Map(larder?.foods.map((food) => [food.id, food.name]));
  return (
    <table className="amounts numbers">
      <tbody>
        {meal.ingredients.map(({ food, grams }) => (
          <tr key={food}>
            <th scope="row">{names.get(food) ?? food.replaceAll("-", " ")}</th>
            <td>{formatWeight(grams, units)}</td>
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
        {t(
          "Written for {servings}; cook that many and take your portion, or use the amounts above.",
          { servings: count(page.recipe.servings, "serving") },
        )}
      </p>
      <ol className="steps">
        {page.recipe.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Allergens page={page} />
    </>
  );
};

const names = (allergens: readonly Allergen[]): string =>
  allergens.map((one) => ALLERGEN_LABELS[one].toLowerCase()).join(", ");

const Allergens = ({ page }: { readonly page: RecipePage }) => {
  const t = useTexts();
  return (
    <Notice tone={page.contains.length + page.mayContain.length > 0 ? "warn" : "info"}>
      {page.contains.length > 0 && (
        <p>{t("Contains {contains}.", { contains: names(page.contains) })}</p>
      )}
      {page.mayContain.length > 0 && (
        <p>{t("Some brands contain {mayContain}.", { mayContain: names(page.mayContain) })}</p>
      )}
      <p>{t("Products differ: check the label of everything you buy.")}</p>
    </Notice>
  );
};

const Facts = ({ meal }: { readonly meal: Meal }) => {
  const { nutrition } = meal;
  const lines: readonly (readonly [keyof typeof nutrition, string, string])[] = [
    ["energyKcal", "Energy", "kcal"],
    ["proteinG", "Protein", "g"],
    ["fatG", "Fat", "g"],
    ["satFatG", "of which saturated", "g"],
    ["carbG", "Carbohydrate", "g"],
    ["sugarG", "of which sugar", "g"],
    ["fibreG", "Fibre", "g"],
    ["sodiumMg", "Sodium", "mg"],
  ];
  const isLeast = new Set<string>(nutrition.atLeast);
  return (
    <table className="amounts numbers">
      <tbody>
        {lines.map(([key, label, unit]) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td>
              {isLeast.has(key) && "at least "}
              {Math.round(Number(nutrition[key])).toLocaleString("en")} {unit}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
