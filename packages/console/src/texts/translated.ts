import format, { type CompiledMessage, type FormatValues } from "icu-minify/format";
import type { ReactNode } from "react";
import { createTexts, fillEnglish, type Texts } from "./texts.ts";

/** The messages of a language by their English ones, compiled by `icu-minify/compile`. */
export type Catalog = Readonly<Record<string, CompiledMessage>>;

/** Says the messages of a catalog; loaded with the catalog, and only with it. */
export const createTranslated = (locale: string, catalog: Catalog): Texts => {
  const formatters = {
    getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
      new Intl.DateTimeFormat(...given),
    getNumberFormat: (...given: ConstructorParameters<typeof Intl.NumberFormat>) =>
      new Intl.NumberFormat(...given),
    getPluralRules: (...given: ConstructorParameters<typeof Intl.PluralRules>) =>
      new Intl.PluralRules(...given),
  };
  return createTexts(locale, (message, values, one) => {
    const translated = Object.hasOwn(catalog, message) ? catalog[message] : undefined;
    if (translated === undefined) return fillEnglish(message, values, one);
    const filled = Object.entries(values).map(([name, value]) =>
      // Only the number that a plural counts stays one; "#" writes it.
      [name, typeof value === "number" && name !== "n" ? value.toLocaleString(locale) : value],
    );
    const said = format<ReactNode>(
      translated,
      locale,
      Object.fromEntries(filled) as FormatValues<ReactNode>,
      { formatters },
    );
    return Array.isArray(said) ? said : [said];
  });
};
