/** Words and numbers that a message has places for. */
export type Values = Readonly<Record<string, string | number>>;

/** A table of messages beside the code that says them, to be marked with `satisfies Messages`. */
export type Messages = string | readonly Messages[] | { readonly [name: string]: Messages };

type Names<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Given<Name extends string> = [Name] extends [never]
  ? []
  : [values: Readonly<Record<Name, string | number>>];

/**
 * Says messages in one language. The English sentence in the source is the message itself: it is
 * what other languages' texts are looked up by, and what is said where there is none.
 */
export interface Texts {
  /** A sentence that stands in the source: `t("Sign in")`, `t("Until {day}", { day })`. */
  <M extends string>(message: M, ...values: Given<Names<M>>): string;
  /** Its tag, as `lang` has it (BCP 47). */
  readonly language: string;
  /** Its locale for `Intl`. */
  readonly locale: string;
  readonly isRightToLeft: boolean;
  /** A sentence out of a table that is marked with `satisfies Messages`. */
  of(message: string, values?: Values): string;
  /** A sentence that counts: `t.plural(n, "One meal", "{n} meals")`. */
  plural<M extends string>(
    n: number,
    one: string,
    other: M,
    ...values: Given<Exclude<Names<M>, "n">>
  ): string;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** By UTC, unless the options name a zone: a server knows no other. */
  date(instant: number, options: Intl.DateTimeFormatOptions): string;
  /** "a, b and c". */
  list(items: readonly string[], options?: Intl.ListFormatOptions): string;
}

/** A language that an application speaks beside English. */
export interface LanguageDeclaration {
  /** Its locale for `Intl`; its tag where there is none. */
  readonly locale?: string;
  readonly isRightToLeft?: boolean;
  /**
   * Says a message, filled with its values, of which a counted one has `n`; undefined where it has
   * no words for it. {@link sayFrom} makes one of a table; a library with plural forms fits as well.
   */
  readonly say: (message: string, values: Values) => string | undefined;
}

/** A moment for people: a day, and its hour with the zone. */
export const MOMENT = {
  year: "numeric",
  month: "long",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
} as const satisfies Intl.DateTimeFormatOptions;

/** A day for people. */
export const DAY = { dateStyle: "long" } as const satisfies Intl.DateTimeFormatOptions;

const PLACE = /\{(\w+)\}/g;

const filled = (locale: string, message: string, values: Values): string =>
  message.replace(PLACE, (place, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return place;
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  });

/** Says what a table of English and other sentences has, with their places filled. */
export const sayFrom =
  (locale: string, catalog: Readonly<Record<string, string>>): LanguageDeclaration["say"] =>
  (message, values) => {
    const words = Object.hasOwn(catalog, message) ? catalog[message] : undefined;
    return words === undefined ? undefined : filled(locale, words, values);
  };

/** The texts of a language; what `say` has no words for is said in English. */
export const createTexts = (
  language: string,
  { locale = language, isRightToLeft = false, say }: LanguageDeclaration,
): Texts => {
  const of = (message: string, values: Values = {}): string =>
    say(message, values) ?? filled("en", message, values);
  return Object.assign(of as Texts, {
    language,
    locale,
    isRightToLeft,
    of,
    plural: (n: number, one: string, other: string, values: Values = {}) =>
      say(other, { ...values, n }) ?? filled("en", n === 1 ? one : other, { ...values, n }),
    number: (value: number, options?: Intl.NumberFormatOptions) =>
      value.toLocaleString(locale, options),
    date: (instant: number, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(instant),
    list: (items: readonly string[], options?: Intl.ListFormatOptions) =>
      new Intl.ListFormat(locale, options).format(items),
  });
};

/** What the sources say, as it stands there. */
export const english: Texts = createTexts("en", { say: () => undefined });
