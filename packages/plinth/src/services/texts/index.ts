export {
  createLanguages,
  type DeclaredLanguages,
  type Languages,
  platformCatalogs,
} from "./languages.ts";
export {
  createTexts,
  DAY,
  english,
  type LanguageDeclaration,
  type Messages,
  MOMENT,
  sayFrom,
  type Texts,
  type Values,
} from "./texts.ts";
