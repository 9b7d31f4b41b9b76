import { BootError } from "#core";
import { chooseLanguage } from "./accept-language.ts";
import { ar } from "./catalogs/ar.ts";
import { de } from "./catalogs/de.ts";
import { createTexts, english, type LanguageDeclaration, sayFrom, type Texts } from "./texts.ts";

/** The languages of an application beside English, by their tags. */
export type DeclaredLanguages = Readonly<Record<string, LanguageDeclaration>>;

/** The languages that an application speaks where no page does: in mails and files. */
export interface Languages {
  /** English first. */
  readonly tags: readonly string[];
  /** The texts of a language; English where it is not known, or there is none. */
  readonly texts: (tag: string | null | undefined) => Texts;
  /** What an Accept-Language header asks for; undefined where it names none of them. */
  readonly choose: (acceptLanguage: string | undefined) => string | undefined;
}

/** What Plinth itself says, in the languages that it brings along. */
export const platformCatalogs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de,
  ar,
};

/** RFC 5646, without what is rare: "de", "pt-BR", "zh-Hant". */
const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

const isLocale = (locale: string): boolean => {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
};

/** What the application has no words for, Plinth says, where it has. */
const withPlatform = (tag: string, declared: LanguageDeclaration): LanguageDeclaration => {
  const ours = sayFrom(declared.locale ?? tag, platformCatalogs[tag] ?? {});
  return {
    ...declared,
    say: (message, values) => declared.say(message, values) ?? ours(message, values),
  };
};

/**
 * Builds the languages of an application.
 * @throws {BootError} for a tag or locale that is none.
 */
export const createLanguages = (declared: DeclaredLanguages = {}): Languages => {
  const all = new Map<string, Texts>([["en", english]]);
  for (const [tag, declaration] of Object.entries(declared)) {
    if (!TAG.test(tag) || tag === "en" || !isLocale(declaration.locale ?? tag)) {
      throw new BootError([`languages: ${tag} is no language beside English, such as "de"`]);
    }
    all.set(tag, createTexts(tag, withPlatform(tag, declaration)));
  }
  const tags = [...all.keys()];
  return {
    tags,
    texts: (tag) => all.get(tag ?? "en") ?? english,
    choose: (acceptLanguage) => chooseLanguage(acceptLanguage, tags),
  };
};
