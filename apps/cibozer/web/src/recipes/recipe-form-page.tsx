import {
  Button,
  describeError,
  ErrorState,
  type Messages,
  Notice,
  PageHeading,
  PlainChips,
  PlainTextField,
  Skeleton,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ImportBox } from "./import-box.tsx";
import { LineReview } from "./line-review.tsx";
import { slotChoices } from "./recipe-words.ts";
import { type OwnShown, recipeKeys } from "./recipes-api.ts";
import { TextArea } from "./text-area.tsx";
import { useRecipesApi } from "./use-recipes.ts";
import { EMPTY_FORM, formOf, type RecipeForm, readForm } from "./written.ts";

const codes = {
  RECIPE_LIMIT_REACHED: ["No room", "An account keeps 200 recipes. Delete one first."],
  CONFLICT: ["Changed elsewhere", "The recipe was changed meanwhile. Load the page again."],
} as const satisfies Messages;

/** Writes a recipe down, or takes it from a page. */
export const NewRecipePage = (props: { readonly onSaved: (id: string) => void }) => {
  const t = useTexts();
  const [form, setForm] = useState(EMPTY_FORM);
  return (
    <div className="page page-middle stack stack-wide">
      <PageHeading>{t("New recipe")}</PageHeading>
      <ImportBox onRead={(draft) => setForm(formOf(t, draft))} />
      <RecipeFields form={form} setForm={setForm} onSaved={props.onSaved} />
    </div>
  );
};

/** Changes a recipe. */
export const EditRecipePage = (props: {
  readonly id: string;
  readonly onSaved: (id: string) => void;
}) => {
  const t = useTexts();
  const api = useRecipesApi();
  const recipe = useQuery({
    queryKey: [...recipeKeys.one(props.id), "edit"],
    queryFn: ({ signal }) => api.load(props.id, signal),
    // What is being typed is not replaced by what is loaded again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <div className="page page-middle stack stack-wide">
      <PageHeading>{t("Change the recipe")}</PageHeading>
      {recipe.isPending ? (
        <Skeleton lines={6} height="3rem" />
      ) : recipe.isError ? (
        <ErrorState error={recipe.error} onRetry={() => void recipe.refetch()} />
      ) : (
        <EditFields recipe={recipe.data} onSaved={props.onSaved} />
      )}
    </div>
  );
};

const EditFields = (props: {
  readonly recipe: OwnShown;
  readonly onSaved: (id: string) => void;
}) => {
  const t = useTexts();
  const [form, setForm] = useState(() => formOf(t, props.recipe));
  return <RecipeFields form={form} setForm={setForm} {...props} />;
};

const RecipeFields = (props: {
  readonly form: RecipeForm;
  readonly setForm: (form: RecipeForm) => void;
  readonly recipe?: OwnShown;
  readonly onSaved: (id: string) => void;
}) => {
  const t = useTexts();
  const { form, setForm, recipe } = props;
  const api = useRecipesApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [fault, setFault] = useState<string>();
  const patch = (part: Partial<RecipeForm>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: async () => {
      const written = readForm(t, form);
      if (typeof written === "string") return written;
      return recipe === undefined
        ? api.create(written)
        : api.replace(recipe.id, recipe.revision, written);
    },
    onSuccess: async (saved) => {
      setFault(typeof saved === "string" ? saved : undefined);
      if (typeof saved === "string") return;
      await queries.invalidateQueries({ queryKey: recipeKeys.own });
      toasts.succeed(t("The recipe is kept."));
      props.onSaved(saved.id);
    },
    onError: (error) => setFault(describeError(t, error, codes).message),
  });
  return (
    <form
      className="stack"
      aria-label={t("The recipe")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Basics form={form} patch={patch} />
      <TextArea
        label={t("Ingredients, one on each line")}
        hint={t("Such as “2 tbsp olive oil” or “1 can (400 g) tomatoes”; for all servings.")}
        value={form.lines}
        rows={8}
        onChange={(lines) => patch({ lines })}
      />
      <LineReview form={form} onChoices={(choices) => patch({ choices })} />
      <TextArea
        label={t("Method, one step on each line")}
        value={form.steps}
        rows={6}
        onChange={(steps) => patch({ steps })}
      />
      <div role="alert">
        {fault !== undefined && (
          <Notice tone="danger">
            <p>{fault}</p>
          </Notice>
        )}
      </div>
      <div>
        <Button type="submit" look="primary" isPending={save.isPending}>
          {t("Save the recipe")}
        </Button>
      </div>
    </form>
  );
};

const Basics = (props: {
  readonly form: RecipeForm;
  readonly patch: (part: Partial<RecipeForm>) => void;
}) => {
  const t = useTexts();
  const { form, patch } = props;
  const meals = slotChoices(t);
  return (
    <>
      <PlainTextField
        name="title"
        label={t("Name")}
        value={form.title}
        onChange={(title) => patch({ title: title.slice(0, 120) })}
      />
      <PlainChips
        label={t("May be planned for")}
        values={form.slots}
        choices={meals}
        onChange={(chosen) =>
          patch({
            slots: meals.map(({ value }) => value).filter((one) => chosen.includes(one)),
          })
        }
      />
      <div className="recipe-filters">
        <PlainTextField
          name="servings"
          label={t("Servings")}
          inputMode="numeric"
          value={form.servings}
          onChange={(servings) => patch({ servings })}
        />
        <PlainTextField
          name="prep"
          label={t("To prepare")}
          inputMode="numeric"
          after={t("min")}
          value={form.prep}
          onChange={(prep) => patch({ prep })}
        />
        <PlainTextField
          name="cook"
          label={t("To cook")}
          inputMode="numeric"
          after={t("min")}
          value={form.cook}
          onChange={(cook) => patch({ cook })}
        />
      </div>
    </>
  );
};
