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

/** Amounts that English pages say in their first draw, by what they ask `Intl` for. */
const AMOUNTS: Readonly<Record<string, { readonly sign: string; readonly digits: number }>> = {
  '{"style":"currency","currency":"USD"}': { sign: "$", digits: 2 },
  '{"minimumFractionDigits":1,"maximumFractionDigits":1}': { sign: "", digits: 1 },
};
/** Beyond it a number has too few digits left to round by. */
const MOST_AMOUNT = 1e9;

/**
 * An amount as English writes it, or undefined where `Intl` has to say it. It rounds as `Intl` does:
 * halves up, by the digits that the number is written with.
 */
export const englishAmount = (
  value: number,
  options: Intl.NumberFormatOptions,
): string | undefined => {
  const amount = AMOUNTS[JSON.stringify(options)];
  // Smaller ones are written with an exponent already.
  if (amount === undefined || !(value === 0 || (value >= 1e-6 && value <= MOST_AMOUNT)))
    return undefined;
  const { sign, digits } = amount;
  const text = String(Math.round(Number(`${value}e${digits}`))).padStart(digits + 1, "0");
  return `${sign}${englishNumber(Number(text.slice(0, -digits)))}.${text.slice(-digits)}`;
};

/** What English writes between things that only stand side by side. */
const BETWEEN: Readonly<Record<string, string>> = {
  '{"type":"unit","style":"short"}': ", ",
  '{"type":"unit","style":"narrow"}': " ",
};

/** Things side by side as English writes them, or undefined where `Intl` has to say them. */
export const englishList = (
  items: readonly string[],
  options: Intl.ListFormatOptions = {},
): string | undefined => {
  const between = BETWEEN[JSON.stringify(options)];
  return between === undefined ? undefined : items.join(between);
};
