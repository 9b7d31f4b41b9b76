export { InEnglish } from "./in-english.tsx";
export type { Language, LanguageTag } from "./language.ts";
export { languages, showLanguage } from "./language.ts";
export { LanguageMenu } from "./language-menu.tsx";
export type { Fill, Messages, Tags, Texts, Values } from "./texts.ts";
export { createTexts, english, fillEnglish } from "./texts.ts";
export { TextsProvider, useTexts } from "./texts-provider.tsx";
export type { Catalog } from "./translated.ts";
export { createFill } from "./translated.ts";
