import {
  buttonClass,
  ErrorState,
  Notice,
  PageHeading,
  PageLink,
  PlainSelect,
  Skeleton,
  useRuntime,
  useTexts,
  widePicture,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Allergen,
  DIETS,
  type Ingredient,
  isContributedId,
  isOwnId,
  type Nutrition,
  recipeTitle,
} from "#core";
import { allergenNames } from "../api/plan-words.ts";
import { weightWords } from "../api/weight-words.ts";
import { MealPlate } from "../art/meal-plate.tsx";
import { ReportButton } from "../reports/report-button.tsx";
import { createReportsApi } from "../reports/reports-api.ts";
import { DeleteRecipe } from "./delete-recipe.tsx";
import { FoodName } from "./food-name.tsx";
import { OfferField } from "./offer-field.tsx";
import { PhotoField } from "./photo-field.tsx";
import { RecipeSteps } from "./recipe-steps.tsx";
import {
  contributorWords,
  gramWords,
  kcalWords,
  minuteWords,
  obstacleWords,
} from "./recipe-words.ts";
import {
  type ContributedShown,
  type Draft,
  type OwnShown,
  type RecipesApi,
  recipeKeys,
  type ShippedRecipe,
} from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** What all kinds of recipes show. */
type Page = Omit<ShippedRecipe, "ingredients"> & {
  readonly ingredients: readonly { readonly text: string; readonly grams: number | null }[];
  /** Of a recipe that somebody wrote. */
  readonly written?: Draft;
  readonly own?: OwnShown;
  /** Of a recipe that somebody else gave to all. */
  readonly contributed?: ContributedShown;
  /** What its plate shows; a photo stands for it. */
  readonly plate?: readonly Ingredient[];
};

const shippedPage = (recipe: ShippedRecipe): Page => ({
  ...recipe,
  plate: recipe.ingredients,
  ingredients: recipe.ingredients.map(({ name, grams }) => ({ text: name, grams })),
});
/** Of the lines of a recipe that somebody wrote, those that are known for what they are. */
const knownFoods = ({ lines }: OwnShown | ContributedShown): readonly Ingredient[] =>
  lines.flatMap(({ food, grams }) => (food === null || grams === null ? [] : [{ food, grams }]));
const writtenPage = <One extends OwnShown | ContributedShown>(written: One) => ({
  ...written,
  written,
  ingredients: written.lines.map(({ text, grams }) => ({ text, grams })),
});
const ownPage = (own: OwnShown): Page => ({
  ...writtenPage(own),
  own,
  ...(own.photo ? {} : { plate: knownFoods(own) }),
});
const contributedPage = (contributed: ContributedShown): Page => ({
  ...writtenPage(contributed),
  contributed,
  plate: knownFoods(contributed),
});

const loadPage = async (api: RecipesApi, id: string, signal: AbortSignal): Promise<Page> => {
  if (isOwnId(id)) return ownPage(await api.load(id, signal));
  if (isContributedId(id)) return contributedPage(await api.loadContributed(id, signal));
  return shippedPage(await api.loadShipped(id, signal));
};

/** One recipe: Cibozer's, the person's own, or one that somebody gave to all. */
export const RecipePage = (props: { readonly id: string; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const page = useQuery({
    queryKey: recipeKeys.one(props.id),
    queryFn: ({ signal }) => loadPage(api, props.id, signal),
  });
  return (
    <div className="page page-recipe stack stack-wide">
      {page.isPending ? (
        <Skeleton lines={6} height="3rem" />
      ) : page.isError ? (
        <>
          <PageHeading>{t("The recipe")}</PageHeading>
          <ErrorState error={page.error} onRetry={() => void page.refetch()} />
        </>
      ) : (
        <Shown page={page.data} onDeleted={props.onDeleted} />
      )}
    </div>
  );
};

const Shown = ({ page, onDeleted }: { readonly page: Page; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const { own, written, contributed } = page;
  const title = recipeTitle(t, page);
  return (
    <>
      <div className="row row-spread">
        <div className={page.plate === undefined ? "" : "recipe-head"}>
          {page.plate !== undefined && (
            <MealPlate recipeId={page.id} ingredients={page.plate} size={128} />
          )}
          <div className="stack stack-tight">
            <div lang={title === page.title && written === undefined ? "en" : undefined}>
              <PageHeading>{title}</PageHeading>
            </div>
            <p className="soft">
              {page.cookMinutes === 0
                ? t("{prepare} min, nothing to cook", { prepare: page.prepMinutes })
                : t("{preparing} to prepare, {cooking} to cook", {
                    preparing: minuteWords(t, page.prepMinutes),
                    cooking: minuteWords(t, page.cookMinutes),
                  })}
            </p>
            {contributed !== undefined && <p>{contributorWords(t, contributed)}</p>}
          </div>
        </div>
        {own !== undefined && (
          <div className="row">
            <PageLink to={`/recipes/${own.id}/edit`} className={buttonClass({ look: "quiet" })}>
              {t("Change")}
            </PageLink>
            <DeleteRecipe recipe={own} onDone={onDeleted} />
          </div>
        )}
      </div>
      {own?.photo && (
        <img
          {...widePicture(own.photo.url, "72rem")}
          alt={own.photo.text}
          className="recipe-photo"
        />
      )}
      {own?.obstacles.map((one) => (
        <Notice key={one} tone="warn">
          <p>{obstacleWords(t, one)}</p>
        </Notice>
      ))}
      <div className="recipe-body">
        <Ingredients page={page} />
        <div className="stack stack-wide">
          {page.steps.length > 0 && (
            <section className="card stack" aria-label={t("Method")}>
              <h2>{t("Method")}</h2>
              <RecipeSteps recipe={page} />
            </section>
          )}
          <Allergens {...page} />
          {written !== undefined && written.diets.length > 0 && (
            <p className="small">
              {t("Suits these diets: {diets}.", {
                diets: t.list(
                  DIETS.filter(({ id }) => written.diets.includes(id)).map(({ label }) =>
                    t.of(label),
                  ),
                ),
              })}
            </p>
          )}
        </div>
        <Facts nutrition={page.nutrition} />
      </div>
      {own !== undefined && <PhotoField recipe={own} />}
      {own !== undefined && <OfferField recipe={own} />}
      {written?.source != null && (
        <p className="small">
          <a href={written.source} rel="noopener noreferrer nofollow" target="_blank">
            {t("Where the recipe is from")}
          </a>
        </p>
      )}
      {contributed !== undefined && (
        <ReportButton
          label={t("Report this recipe")}
          send={(report) => createReportsApi(client).recipe(contributed.id, report)}
        />
      )}
    </>
  );
};

const PORTIONS = [1, 2, 3, 4, 5, 6, 8, 10, 12];

const Ingredients = ({ page }: { readonly page: Page }) => {
  const t = useTexts();
  const [servings, setServings] = useState(page.servings);
  const counts = [...new Set([...PORTIONS, page.servings])].sort((a, b) => a - b);
  const factor = servings / page.servings;
  return (
    <section className="card stack" aria-label={t("Ingredients")}>
      <h2>{t("Ingredients")}</h2>
      <PlainSelect
        name="servings"
        label={t("Servings")}
        value={String(servings)}
        onChange={(value) => setServings(Number(value))}
        choices={counts.map((n) => ({ value: String(n), label: t.number(n) }))}
        hint={
          factor === 1
            ? undefined
            : t("The weights are for these servings; a line says what was written.")
        }
      />
      <table className="amounts numbers">
        <tbody>
          {page.ingredients.map(({ text, grams }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a recipe may have a line twice
            <tr key={i}>
              <th scope="row">
                {page.written === undefined ? <FoodName name={text} /> : <bdi>{text}</bdi>}
              </th>
              <td>{grams === null ? t("how much?") : weightWords(t, grams * factor, "metric")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Allergens = (props: {
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
}) => {
  const t = useTexts();
  return (
    <Notice tone={props.contains.length + props.mayContain.length > 0 ? "warn" : "info"}>
      {props.contains.length > 0 && (
        <p>{t("Contains {allergens}.", { allergens: allergenNames(t, props.contains) })}</p>
      )}
      {props.mayContain.length > 0 && (
        <p>{t("May contain {allergens}.", { allergens: allergenNames(t, props.mayContain) })}</p>
      )}
      <p>{t("Products differ: check the label of everything you buy.")}</p>
    </Notice>
  );
};

const Facts = ({ nutrition }: { readonly nutrition: Nutrition }) => {
  const t = useTexts();
  const isLeast = new Set<string>(nutrition.atLeast);
  const amount = (name: "proteinG" | "fatG" | "carbG" | "fibreG"): string => {
    const grams = gramWords(t, nutrition[name]);
    return isLeast.has(name) ? t("at least {amount}", { amount: grams }) : grams;
  };
  const rows = [
    [t("Energy"), kcalWords(t, nutrition.energyKcal)],
    [t("Protein"), amount("proteinG")],
    [t("Fat"), amount("fatG")],
    [t("Carbohydrate"), amount("carbG")],
    [t("Fibre"), amount("fibreG")],
  ] as const;
  return (
    <section className="card stack" aria-label={t("In a serving")}>
      <h2>{t("In a serving")}</h2>
      <table className="amounts numbers">
        <tbody>
          {rows.map(([label, value]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
