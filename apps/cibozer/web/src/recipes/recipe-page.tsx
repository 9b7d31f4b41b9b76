import {
  Button,
  buttonClass,
  ConfirmDialog,
  describeError,
  ErrorState,
  Notice,
  PageHeading,
  PageLink,
  PlainSelect,
  Skeleton,
  useTexts,
  useToasts,
  widePicture,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Allergen, DIETS, isOwnId, type Nutrition } from "#core";
import { allergenNames } from "../api/plan-words.ts";
import { weightWords } from "../api/weight-words.ts";
import { MealPlate } from "../art/meal-plate.tsx";
import { FoodName } from "./food-name.tsx";
import { OfferField } from "./offer-field.tsx";
import { PhotoField } from "./photo-field.tsx";
import { RecipeText } from "./recipe-text.tsx";
import { gramWords, kcalWords, minuteWords, obstacleWords } from "./recipe-words.ts";
import { type OwnShown, recipeKeys, type ShippedRecipe } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** What both kinds of recipes show. */
type Page = Omit<ShippedRecipe, "ingredients"> & {
  readonly ingredients: readonly { readonly text: string; readonly grams: number | null }[];
  readonly own?: OwnShown;
  /** What its plate shows; a recipe of one's own has a photo. */
  readonly plate?: ShippedRecipe["ingredients"];
};

const shippedPage = (recipe: ShippedRecipe): Page => ({
  ...recipe,
  plate: recipe.ingredients,
  ingredients: recipe.ingredients.map(({ name, grams }) => ({ text: name, grams })),
});
const ownPage = (own: OwnShown): Page => ({
  ...own,
  own,
  ingredients: own.lines.map(({ text, grams }) => ({ text, grams })),
});

/** One recipe: Cibozer's or the person's own. */
export const RecipePage = (props: { readonly id: string; readonly onDeleted: () => void }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const page = useQuery({
    queryKey: recipeKeys.one(props.id),
    queryFn: async ({ signal }) =>
      isOwnId(props.id)
        ? ownPage(await api.load(props.id, signal))
        : shippedPage(await api.loadShipped(props.id, signal)),
  });
  return (
    <div className="page page-middle stack stack-wide">
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
  const { own } = page;
  return (
    <>
      <div className="row row-spread">
        <div className={page.plate === undefined ? "" : "recipe-head"}>
          {page.plate !== undefined && (
            <MealPlate recipeId={page.id} ingredients={page.plate} size={104} />
          )}
          <div className="stack stack-tight">
            <div {...(own === undefined ? { lang: "en" } : {})}>
              <PageHeading>{page.title}</PageHeading>
            </div>
            <p className="soft">
              {page.cookMinutes === 0
                ? t("{prepare} min, nothing to cook", { prepare: page.prepMinutes })
                : t("{preparing} to prepare, {cooking} to cook", {
                    preparing: minuteWords(t, page.prepMinutes),
                    cooking: minuteWords(t, page.cookMinutes),
                  })}
            </p>
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
      <Ingredients page={page} />
      {page.steps.length > 0 && (
        <section className="card stack" aria-label={t("Method")}>
          <h2>{t("Method")}</h2>
          <ol className="steps">
            {page.steps.map((step) => (
              <li key={step}>
                <RecipeText isOwn={own !== undefined}>{step}</RecipeText>
              </li>
            ))}
          </ol>
        </section>
      )}
      <Allergens {...page} />
      {own !== undefined && own.diets.length > 0 && (
        <p className="small">
          {t("Suits these diets: {diets}.", {
            diets: t.list(
              DIETS.filter(({ id }) => own.diets.includes(id)).map(({ label }) => t.of(label)),
            ),
          })}
        </p>
      )}
      <Facts nutrition={page.nutrition} />
      {own !== undefined && <PhotoField recipe={own} />}
      {own !== undefined && <OfferField recipe={own} />}
      {own?.source != null && (
        <p className="small">
          <a href={own.source} rel="noopener noreferrer nofollow" target="_blank">
            {t("Where the recipe is from")}
          </a>
        </p>
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
                {page.own === undefined ? (
                  <FoodName name={text} />
                ) : (
                  <RecipeText isOwn>{text}</RecipeText>
                )}
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

const DeleteRecipe = (props: { readonly recipe: OwnShown; readonly onDone: () => void }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsking, setAsking] = useState(false);
  const { id, title } = props.recipe;
  const remove = useMutation({
    mutationFn: () => api.remove(id),
    onSuccess: async () => {
      setAsking(false);
      props.onDone();
      queries.removeQueries({ queryKey: recipeKeys.one(id) });
      await queries.invalidateQueries({ queryKey: recipeKeys.own, exact: true });
      toasts.succeed(t("The recipe is deleted."));
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <>
      <Button look="quiet" onPress={() => setAsking(true)}>
        {t("Delete")}
      </Button>
      <ConfirmDialog
        title={t("Delete this recipe?")}
        message={t("“{title}” and its photo will be gone. Plans that have it keep the dish.", {
          title,
        })}
        confirmLabel={t("Delete the recipe")}
        isOpen={isAsking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
