import format, { type CompiledMessage, type FormatValues } from "icu-minify/format";
import type { ReactNode } from "react";
import { createFormats } from "./formats.ts";
import type { Fill } from "./texts.ts";

/** The messages of a language by their English ones, compiled by `icu-minify/compile`. */
export type Catalog = Readonly<Record<string, CompiledMessage>>;

/**
 * Fills the messages of a catalog; those it lacks are left to `otherwise`. It comes with the
 * catalog, and imports nothing of the page, so that pages in English do not carry it.
 */
export const createFill = (locale: string, catalog: Catalog, otherwise: Fill): Fill => {
  const formats = createFormats(locale);
  const formatters = {
    getDateTimeFormat: (_locale: unknown, options?: Intl.DateTimeFormatOptions) =>
      formats.date(options),
    getNumberFormat: (_locale: unknown, options?: Intl.NumberFormatOptions) =>
      formats.number(options),
    getPluralRules: (_locale: unknown, options?: Intl.PluralRulesOptions) =>
      formats.plural(options),
  };
  return (message, values, one) => {
    const translated = Object.hasOwn(catalog, message) ? catalog[message] : undefined;
    if (translated === undefined) return otherwise(message, values, one);
    const filled = Object.entries(values).map(([name, value]) =>
      // Only the number that a plural counts stays one; "#" writes it.
      [name, typeof value === "number" && name !== "n" ? formats.number().format(value) : value],
    );
    const said = format<ReactNode>(
      translated,
      locale,
      Object.fromEntries(filled) as FormatValues<ReactNode>,
      { formatters },
    );
    return Array.isArray(said) ? said : [said];
  };
};
