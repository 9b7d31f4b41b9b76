import { createContext, type ReactNode, useContext, useState } from "react";
import { keepLanguage, type LanguageTag, languageOfPage, showLanguage } from "./language.ts";
import { english, type Texts } from "./texts.ts";

/** Loads the texts of a language. */
export type LoadTexts = (tag: LanguageTag) => Promise<Texts>;

interface Choice {
  readonly tag: LanguageTag;
  /** Shows the pages in another language, now and the next time. */
  readonly choose: (tag: LanguageTag) => Promise<void>;
}

const TextsContext = createContext<Texts>(english);
const ChoiceContext = createContext<Choice | undefined>(undefined);

/** The texts of this page's language; English where no application offers others. */
export const useTexts = (): Texts => useContext(TextsContext);

/** The language of this page and the way to another one; nothing where there is no other. */
export const useLanguage = (): Choice | undefined => useContext(ChoiceContext);

/** Gives the pages below it their texts. */
export const TextsProvider = (props: {
  readonly first: Texts;
  readonly load: LoadTexts;
  readonly children: ReactNode;
}) => {
  const [texts, setTexts] = useState(() => props.first);
  const choose = async (tag: LanguageTag) => {
    const next = await props.load(tag);
    keepLanguage(tag);
    showLanguage(tag);
    setTexts(() => next);
  };
  return (
    <ChoiceContext value={{ tag: languageOfPage(), choose }}>
      <TextsContext value={texts}>{props.children}</TextsContext>
    </ChoiceContext>
  );
};
