import { Skeleton, useTexts } from "@plinth/console";
import { skipToken, useQuery } from "@tanstack/react-query";
import { isWrittenId, type Recipe } from "#core";

/** The steps of shipped recipes, by id: a script for each language, for who opens a recipe. */
const languages = {
  de: () => import("recipe-steps:de"),
  ar: () => import("recipe-steps:ar"),
};

/** What loads the steps in a language; undefined for English, in which the recipes are written. */
const loaderOf = (locale: string) => {
  const { language } = new Intl.Locale(locale);
  return Object.hasOwn(languages, language)
    ? languages[language as keyof typeof languages]
    : undefined;
};

/**
 * How a dish is made: a shipped recipe in the language of the page, and in English, marked so, where
 * that does not come (WCAG 3.1.2); what somebody wrote in their own words.
 */
export const RecipeSteps = ({ recipe }: { readonly recipe: Pick<Recipe, "id" | "steps"> }) => {
  const { locale } = useTexts();
  const isWritten = isWrittenId(recipe.id);
  const load = isWritten ? undefined : loaderOf(locale);
  const said = useQuery({
    queryKey: ["recipe-steps", locale],
    queryFn: load === undefined ? skipToken : async () => (await load()).steps,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (said.isLoading) return <Skeleton lines={4} />;
  const steps = isWritten ? undefined : said.data?.[recipe.id];
  return (
    <ol className="steps" lang={steps === undefined && !isWritten ? "en" : undefined}>
      {(steps ?? recipe.steps).map((step) => (
        <li key={step}>
          <bdi>{step}</bdi>
        </li>
      ))}
    </ol>
  );
};
