/** `Intl`'s formatters for one locale. */
export interface Formats {
  readonly number: (options?: Intl.NumberFormatOptions) => Intl.NumberFormat;
  readonly date: (options?: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat;
  readonly list: (options?: Intl.ListFormatOptions) => Intl.ListFormat;
  readonly plural: (options?: Intl.PluralRulesOptions) => Intl.PluralRules;
}

/** Keeps what was made by what it was asked for with. */
const once = <O extends object, F>(make: (options?: O) => F): ((options?: O) => F) => {
  const made = new Map<string, F>();
  return (options) => {
    const key = JSON.stringify(options ?? {});
    const found = made.get(key) ?? make(options);
    made.set(key, found);
    return found;
  };
};

/**
 * The formatters of a locale, each made when it is first asked for and then kept: making one takes
 * longer than drawing the row that it is for (PERF-04).
 */
export const createFormats = (locale: string): Formats => ({
  number: once((options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)),
  date: once((options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)),
  list: once((options?: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options)),
  plural: once((options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options)),
});

/**
 * A number as English writes it. Whole ones, which are nearly all, need no formatter: the first of a
 * page costs as much as the rest of its first words.
 */
export const englishNumber = (value: number): string => {
  if (!Number.isSafeInteger(value) || value < 0) return value.toLocaleString("en");
  let text = String(value);
  for (let at = text.length - 3; at > 0; at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
};
