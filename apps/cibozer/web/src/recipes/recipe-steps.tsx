import { Skeleton, useTexts } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { isWrittenId, type Recipe } from "#core";

/** The steps of shipped recipes, by id: a script for each language, for who opens a recipe. */
const languages = {
  de: () => import("recipe-steps:de"),
  ar: () => import("recipe-steps:ar"),
};

const loadSteps = async (locale: string) => {
  const { language } = new Intl.Locale(locale);
  if (!Object.hasOwn(languages, language)) return {};
  return (await languages[language as keyof typeof languages]()).steps;
};

/**
 * How a dish is made: a shipped recipe in the language of the page, and in English, marked so, where
 * that does not come (WCAG 3.1.2); what somebody wrote in their own words.
 */
export const RecipeSteps = ({ recipe }: { readonly recipe: Pick<Recipe, "id" | "steps"> }) => {
  const { locale } = useTexts();
  const isWritten = isWrittenId(recipe.id);
  const said = useQuery({
    queryKey: ["recipe-steps", locale],
    queryFn: () => loadSteps(locale),
    enabled: !isWritten,
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
