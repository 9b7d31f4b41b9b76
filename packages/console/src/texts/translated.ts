import format, { type CompiledMessage, type FormatValues } from "icu-minify/format";
import type { ReactNode } from "react";
import { createFormats } from "./formats.ts";
import type { Language } from "./language.ts";
import type { Fill } from "./texts.ts";

/** The messages of a language by their English ones, compiled by `icu-minify/compile`. */
export type Catalog = Readonly<Record<string, CompiledMessage>>;

/** Text between them runs in its own direction, whatever is around it. */
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/**
 * Fills the messages of a catalog; those it lacks are left to `otherwise`. It comes with the
 * catalog, and imports nothing of the page, so that pages in English do not carry it.
 */
export const createFill = (
  { locale, isRightToLeft }: Pick<Language, "locale" | "isRightToLeft">,
  catalog: Catalog,
  otherwise: Fill,
): Fill => {
  const formats = createFormats(locale);
  // Else "1¼" is read as "¼1": a fraction takes the direction of what is around it (UAX 9, isolates).
  const shown = (value: unknown): unknown => {
    if (!isRightToLeft || typeof value !== "string") return value;
    return `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}`;
  };
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
      [
        name,
        typeof value === "number" && name !== "n" ? formats.number().format(value) : shown(value),
      ],
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
