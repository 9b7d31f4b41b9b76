import compile from "icu-minify/compile";
import format from "icu-minify/format";
import type { DeclaredLanguages, LanguageDeclaration } from "plinth";
import { titleMessage } from "#core/model";
import arTitles from "../data/recipe-titles.ar.json" with { type: "json" };
import deTitles from "../data/recipe-titles.de.json" with { type: "json" };
import arCore from "../web/locales/ar/core.json" with { type: "json" };
import arFoods from "../web/locales/ar/foods.json" with { type: "json" };
import arPlanWords from "../web/locales/ar/plan-words.json" with { type: "json" };
import arServer from "../web/locales/ar/server.json" with { type: "json" };
import deCore from "../web/locales/de/core.json" with { type: "json" };
import deFoods from "../web/locales/de/foods.json" with { type: "json" };
import dePlanWords from "../web/locales/de/plan-words.json" with { type: "json" };
import deServer from "../web/locales/de/server.json" with { type: "json" };
import arFiles from "./locales/ar/files.json" with { type: "json" };
import arRecipeMails from "./locales/ar/recipe-mails.json" with { type: "json" };
import arReminders from "./locales/ar/reminders.json" with { type: "json" };
import deFiles from "./locales/de/files.json" with { type: "json" };
import deRecipeMails from "./locales/de/recipe-mails.json" with { type: "json" };
import deReminders from "./locales/de/reminders.json" with { type: "json" };

const FORMATTERS = {
  getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    new Intl.DateTimeFormat(...given),
  getNumberFormat: (...given: ConstructorParameters<typeof Intl.NumberFormat>) =>
    new Intl.NumberFormat(...given),
  getPluralRules: (...given: ConstructorParameters<typeof Intl.PluralRules>) =>
    new Intl.PluralRules(...given),
} as const;

/** Says what catalogs of ICU messages have; a message is read when it is first said. */
const sayIcu = (
  locale: string,
  ...catalogs: readonly Readonly<Record<string, string>>[]
): LanguageDeclaration["say"] => {
  const catalog = new Map(catalogs.flatMap((one) => Object.entries(one)));
  const read = new Map<string, ReturnType<typeof compile>>();
  return (message, values) => {
    const words = catalog.get(message);
    if (words === undefined) return undefined;
    const compiled = read.get(message) ?? compile(words);
    read.set(message, compiled);
    const filled = Object.entries(values).map(([name, value]) =>
      // Only the number that a plural counts stays one; "#" writes it.
      [name, typeof value === "number" && name !== "n" ? value.toLocaleString(locale) : value],
    );
    return String(format(compiled, locale, Object.fromEntries(filled), { formatters: FORMATTERS }));
  };
};

/** Says the titles of shipped recipes, which are no messages with places; the rest is left to `otherwise`. */
const sayTitles = (
  byId: Readonly<Record<string, string>>,
  otherwise: LanguageDeclaration["say"],
): LanguageDeclaration["say"] => {
  const titles = new Map(Object.entries(byId).map(([id, title]) => [titleMessage(id), title]));
  return (message, values) => titles.get(message) ?? otherwise(message, values);
};

/** Digits as the pages write them. */
const AR = "ar-u-nu-latn";

/** What pages and files both say. */
export const sharedCatalogs = {
  de: { ...deCore, ...deFoods, ...dePlanWords, ...deServer },
  ar: { ...arCore, ...arFoods, ...arPlanWords, ...arServer },
} as const;

/**
 * What mails, files and reminders are written in beside English. Dishes, foods, meals and aisles have the words of the
 * pages; what is said on no page stands in server/locales.
 */
export const languages: DeclaredLanguages = {
  de: {
    say: sayTitles(deTitles, sayIcu("de", sharedCatalogs.de, deFiles, deRecipeMails, deReminders)),
  },
  ar: {
    locale: AR,
    isRightToLeft: true,
    say: sayTitles(arTitles, sayIcu(AR, sharedCatalogs.ar, arFiles, arRecipeMails, arReminders)),
  },
};
