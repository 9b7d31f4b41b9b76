export type { Language, LanguageTag } from "./language.ts";
export { languageOfPage, languages, languageTags, showLanguage } from "./language.ts";
export { LanguageMenu } from "./language-menu.tsx";
export type { Fill, Messages, Tags, Texts, Values } from "./texts.ts";
export { createTexts, english } from "./texts.ts";
export type { LoadTexts } from "./texts-provider.tsx";
export { TextsProvider, useLanguage, useTexts } from "./texts-provider.tsx";
export type { Catalog } from "./translated.ts";
export { createTranslated } from "./translated.ts";
