/** A language that pages can be shown in. */
export interface Language {
  /** Its name in itself. */
  readonly name: string;
  /** Its locale for `Intl`. */
  readonly locale: string;
  readonly isRightToLeft: boolean;
}

/** Every language there are catalogs for; the init script of the first paint knows the same ones. */
export const languages = {
  en: { name: "English", locale: "en", isRightToLeft: false },
  de: { name: "Deutsch", locale: "de", isRightToLeft: false },
  // Digits as fields for numbers and the recipes write them.
  ar: { name: "العربية", locale: "ar-u-nu-latn", isRightToLeft: true },
} as const satisfies Readonly<Record<string, Language>>;

/** The tag of a language, as `lang` has it. */
export type LanguageTag = keyof typeof languages;

/** The languages in the order of the menu. */
export const languageTags = Object.keys(languages) as readonly LanguageTag[];

/** Where a choice is kept. */
export const LANGUAGE_KEY = "plinth.language";

/** The language of this page; the init script has found it before the first paint. */
export const languageOfPage = (): LanguageTag => {
  const tag = document.documentElement.lang;
  return Object.hasOwn(languages, tag) ? (tag as LanguageTag) : "en";
};

/** Tells the document and React Aria, which looks for this symbol (react-aria, useDefaultLocale). */
export const showLanguage = (tag: LanguageTag): void => {
  const root = document.documentElement;
  root.lang = tag;
  root.dir = languages[tag].isRightToLeft ? "rtl" : "ltr";
  Object.assign(window, { [Symbol.for("react-aria.i18n.locale")]: languages[tag].locale });
  window.dispatchEvent(new Event("languagechange"));
};

/** Keeps the choice on this device. */
export const keepLanguage = (tag: LanguageTag): void => {
  try {
    localStorage.setItem(LANGUAGE_KEY, tag);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
};
