import {
  buttonClass,
  EmptyState,
  ErrorState,
  Icon,
  type Messages,
  PageHeading,
  PageLink,
  PlainButton,
  PlainSelect,
  PlainTextField,
  Skeleton,
  searchText,
  smallPicture,
  type Texts,
  useTexts,
} from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { ALLERGEN_LABELS, ALLERGENS, DIETS, type Ingredient, recipeTitle } from "#core";
import { MealPlate } from "../art/meal-plate.tsx";
import { SetTable } from "../art/set-table.tsx";
import type { RecipeLine } from "../kitchen/messages.ts";
import { useKitchen } from "../kitchen/use-kitchen.ts";
import { RecipeTitle } from "./recipe-title.tsx";
import { contributorWords, kcalWords, minuteWords, slotChoices } from "./recipe-words.ts";
import { type ContributedSummary, type OwnSummary, recipeKeys } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** Recipes that are shown before one asks for more. */
const PAGE = 30;

type Shown = Pick<
  RecipeLine,
  "id" | "title" | "minutes" | "energyKcal" | "contains" | "mayContain" | "diets"
> & {
  readonly slots: readonly string[];
  readonly ingredients: readonly Ingredient[];
  readonly own?: OwnSummary;
  /** Of a recipe that somebody gave to all. */
  readonly contributed?: ContributedSummary;
};

const labels = {
  whose: "Whose",
  diet: "Diet",
  without: "Surely without",
  slot: "Meal",
  minutes: "Time",
} as const satisfies Messages;
type FilterName = keyof typeof labels;
type Filters = Readonly<Record<FilterName, string>>;
type Choices = readonly { readonly value: string; readonly label: string }[];

const filterChoices = (t: Texts): Readonly<Record<FilterName, Choices>> => {
  const any = { value: "", label: t("Any") };
  return {
    whose: [
      { value: "", label: t("All") },
      { value: "own", label: t("Yours") },
      { value: "shipped", label: t("Cibozer’s") },
      { value: "contributed", label: t("From others") },
    ],
    diet: [any, ...DIETS.map(({ id, label }) => ({ value: id, label: t.of(label) }))],
    without: [
      { value: "", label: t("Nothing") },
      ...ALLERGENS.map((id) => ({ value: id, label: t.of(ALLERGEN_LABELS[id]) })),
    ],
    slot: [any, ...slotChoices(t)],
    minutes: [
      any,
      ...[15, 30, 45, 60].map((minutes) => ({
        value: String(minutes),
        label: t("At most {time}", { time: minuteWords(t, minutes) }),
      })),
    ],
  };
};
const NO_FILTERS: Filters = { whose: "", diet: "", without: "", slot: "", minutes: "" };

const whoseIs = ({ own, contributed }: Shown): string =>
  own !== undefined ? "own" : contributed === undefined ? "shipped" : "contributed";

/** A title is found by its English too, which somebody may know from elsewhere. */
const searched = (t: Texts, recipe: Shown): string =>
  searchText(`${recipeTitle(t, recipe)} ${recipe.title}`);

const passes = (t: Texts, recipe: Shown, filters: Filters, words: readonly string[]): boolean => {
  const { whose, diet, without, slot, minutes } = filters;
  const title = searched(t, recipe);
  return (
    (whose === "" || whose === whoseIs(recipe)) &&
    (diet === "" || recipe.diets.some((one) => one === diet)) &&
    ![...recipe.contains, ...recipe.mayContain].some((one) => one === without) &&
    (slot === "" || recipe.slots.includes(slot)) &&
    (minutes === "" || recipe.minutes <= Number(minutes)) &&
    words.every((word) => title.includes(word))
  );
};

/** All recipes: those of the person first, then what others gave. */
export const RecipeListPage = () => {
  const t = useTexts();
  const api = useRecipesApi();
  const kitchen = useKitchen();
  const own = useQuery({ queryKey: recipeKeys.own, queryFn: ({ signal }) => api.list(signal) });
  const contributed = useQuery({
    queryKey: recipeKeys.contributed,
    queryFn: ({ signal }) => api.listContributed(signal),
  });
  const shipped = useQuery({
    queryKey: recipeKeys.shipped,
    queryFn: kitchen.recipes,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="page stack stack-wide">
      <div className="row row-spread">
        <PageHeading>{t("Recipes")}</PageHeading>
        <PageLink to="/recipes/new" className={buttonClass({ look: "primary" })}>
          <Icon name="plus" /> {t("New recipe")}
        </PageLink>
      </div>
      {own.isError ? (
        <ErrorState error={own.error} onRetry={() => void own.refetch()} />
      ) : shipped.isError ? (
        <ErrorState error={shipped.error} onRetry={() => void shipped.refetch()} />
      ) : own.isPending || shipped.isPending ? (
        <Skeleton lines={6} height="4.5rem" />
      ) : (
        // The others' are missed by nobody who cannot ask for them.
        <Found own={own.data} contributed={contributed.data ?? []} shipped={shipped.data} />
      )}
    </div>
  );
};

const Found = (props: {
  readonly own: readonly OwnSummary[];
  readonly contributed: readonly ContributedSummary[];
  readonly shipped: readonly RecipeLine[];
}) => {
  const t = useTexts();
  const [text, setText] = useState("");
  const [filters, setFilters] = useState(NO_FILTERS);
  const [room, setRoom] = useState(PAGE);
  const typed = useDeferredValue(text);
  const choices = filterChoices(t);
  const all = useMemo<readonly Shown[]>(
    () => [
      ...props.own.map((own) => ({ ...own, own })),
      ...props.contributed.map((contributed) => ({ ...contributed, contributed })),
      ...props.shipped,
    ],
    [props.own, props.contributed, props.shipped],
  );
  const words = searchText(typed).split(/\s+/).filter(Boolean);
  const found = all.filter((recipe) => passes(t, recipe, filters, words));
  return (
    <>
      <search className="stack stack-tight">
        <PlainTextField name="search" label={t("Search")} value={text} onChange={setText} />
        <div className="recipe-filters">
          {(Object.keys(labels) as FilterName[]).map((name) => (
            <PlainSelect
              key={name}
              name={name}
              label={t.of(labels[name])}
              value={filters[name]}
              choices={choices[name]}
              onChange={(value) => setFilters((old) => ({ ...old, [name]: value }))}
            />
          ))}
        </div>
      </search>
      <p role="status" className="small soft">
        {t.plural(found.length, "1 recipe", "{n} recipes")}
      </p>
      {found.length === 0 ? (
        <EmptyState
          title={t("Nothing on this shelf")}
          picture={<SetTable size={110} />}
          action={
            <PlainButton
              onPress={() => {
                setText("");
                setFilters(NO_FILTERS);
              }}
            >
              {t("Show all recipes")}
            </PlainButton>
          }
        >
          <p>{t("No recipe fits all of that. Ask for less, or write one down yourself.")}</p>
        </EmptyState>
      ) : (
        <ul className="list-plain recipe-grid" aria-label={t("Recipes")}>
          {found.slice(0, room).map((recipe) => (
            <RecipeCard key={recipe.id} recipe={recipe} />
          ))}
        </ul>
      )}
      {found.length > room && (
        <PlainButton onPress={() => setRoom(room + PAGE)}>{t("Show more")}</PlainButton>
      )}
    </>
  );
};

const RecipeCard = ({ recipe }: { readonly recipe: Shown }) => {
  const t = useTexts();
  const { own, contributed } = recipe;
  return (
    <li className="card recipe-card card-link">
      {own?.photo ? (
        <img {...smallPicture(own.photo.url)} alt="" className="recipe-picture" loading="lazy" />
      ) : (
        <MealPlate recipeId={recipe.id} ingredients={recipe.ingredients} size={88} />
      )}
      <div className="stack stack-tight">
        <PageLink to={`/recipes/${recipe.id}`}>
          <RecipeTitle recipe={recipe} />
        </PageLink>
        <span className="small soft">
          {minuteWords(t, recipe.minutes)} · {kcalWords(t, recipe.energyKcal)}
        </span>
        {own !== undefined && (
          <span className="small">
            {own.obstacles.length === 0 ? t("Yours") : t("Yours, unfinished")}
          </span>
        )}
        {contributed !== undefined && (
          <span className="small">{contributorWords(t, contributed)}</span>
        )}
      </div>
    </li>
  );
};
