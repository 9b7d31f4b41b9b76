import { useEffect } from "react";
import {
  LANGUAGE_KEY,
  type LanguageTag,
  languageOfPage,
  languages,
  showLanguage,
} from "./language.ts";
import type { Texts } from "./texts.ts";
import { useSetTexts } from "./texts-provider.tsx";

/** Where the account's language waits for the next page; it goes with what is kept for a person. */
const ACCOUNT_KEY = "plinth.user.language";

/** Keeps the language for the first paint of the pages to come; false where the browser has its own. */
const keepFor = (tag: LanguageTag): boolean => {
  try {
    if (localStorage.getItem(LANGUAGE_KEY) !== null) return false;
    localStorage.setItem(ACCOUNT_KEY, tag);
  } catch {
    // Without storage it lasts as long as the page.
  }
  return true;
};

/**
 * Brings the pages into the language that the account has, where nobody has chosen one in this
 * browser: a second device speaks like the first.
 */
export const useAccountLanguage = (
  tag: string | null | undefined,
  load: (tag: LanguageTag) => Promise<Texts>,
): void => {
  const set = useSetTexts();
  useEffect(() => {
    if (tag == null || !Object.hasOwn(languages, tag)) return undefined;
    const own = tag as LanguageTag;
    if (!keepFor(own) || own === languageOfPage()) return undefined;
    let isOver = false;
    const change = async (): Promise<void> => {
      const texts = await load(own);
      if (isOver) return;
      showLanguage(own);
      set?.(() => texts);
    };
    // Without a network the language stays as it is.
    change().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [tag, load, set]);
};
