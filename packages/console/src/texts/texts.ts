import { createElement, Fragment, type ReactNode } from "react";
import { createFormats, englishAmount, englishList, englishNumber } from "./formats.ts";

/** Words and numbers that a message has places for. */
export type Values = Readonly<Record<string, string | number>>;
/** What stands around the words of a message's tags, by the name of the tag. */
export type Tags = Readonly<Record<string, (words: readonly ReactNode[]) => ReactNode>>;

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
 * what other languages' catalogs are looked up by, and what is said where there is none.
 */
export interface Texts {
  /** A sentence that stands in the source: `t("Sign in")`, `t("Until {day}", { day })`. */
  <M extends string>(message: M, ...values: Given<Names<M>>): string;
  /** The locale for `Intl`. */
  readonly locale: string;
  /** A sentence out of a table that is marked with `satisfies Messages`. */
  of(message: string, values?: Values): string;
  /** A sentence that counts: `t.plural(n, "One meal", "{n} meals")`. */
  plural<M extends string>(
    n: number,
    one: string,
    other: M,
    ...values: Given<Exclude<Names<M>, "n">>
  ): string;
  /** A sentence with elements in it: `t.rich("Read the <a>terms</a>.", { a: (words) => … })`. */
  rich(message: string, values: Values | Tags | Readonly<Record<string, unknown>>): ReactNode;
  number(value: number, options?: Intl.NumberFormatOptions): string;
  date(value: Date | number, options: Intl.DateTimeFormatOptions): string;
  /** "a, b and c". */
  list(items: readonly string[], options?: Intl.ListFormatOptions): string;
}

/** Puts values into the message of a language; `one` is the English message for a single thing. */
export type Fill = (
  message: string,
  values: Readonly<Record<string, unknown>>,
  one?: string,
) => readonly ReactNode[];

/** The texts of a locale, whose messages `fill` finds and fills. */
export const createTexts = (locale: string, fill: Fill): Texts => {
  const formats = createFormats(locale);
  const isEnglish = locale === "en";
  const number = (value: number, options?: Intl.NumberFormatOptions): string => {
    if (isEnglish && options === undefined) return englishNumber(value);
    const plain = isEnglish && options ? englishAmount(value, options) : undefined;
    return plain ?? formats.number(options).format(value);
  };
  const of = (message: string, values: Readonly<Record<string, unknown>> = {}, one?: string) =>
    fill(message, values, one).join("");
  return Object.assign(of as Texts, {
    locale,
    of,
    plural: (n: number, one: string, other: string, values?: Values) =>
      of(other, { ...values, n }, one),
    rich: (message: string, values: Readonly<Record<string, unknown>>) =>
      createElement(Fragment, null, ...fill(message, values)),
    number,
    date: (value: Date | number, options: Intl.DateTimeFormatOptions) =>
      formats.date(options).format(value),
    list: (items: readonly string[], options?: Intl.ListFormatOptions) =>
      (isEnglish ? englishList(items, options) : undefined) ?? formats.list(options).format(items),
  });
};

/** `<tag>words</tag>` and `{name}`, as in the messages of ICU. */
const places = /<(\w+)>([^<]*)<\/\w+>|\{(\w+)\}/;

/** Fills the English message itself. */
export const fillEnglish: Fill = (message, values, one) => {
  const parts = (values["n"] === 1 && one !== undefined ? one : message).split(places);
  return parts.map((part, at): ReactNode => {
    // Text, a tag, its words, a name, text …
    const kind = at % 4;
    if (kind === 0 || part === undefined) return part;
    const value = values[part];
    if (kind === 1) return (value as Tags[string])(fillEnglish(parts[at + 1] ?? "", values));
    if (kind === 2) return "";
    return typeof value === "number" ? englishNumber(value) : (value as ReactNode);
  });
};

/** What the sources say, with no catalog. */
export const english: Texts = createTexts("en", fillEnglish);
