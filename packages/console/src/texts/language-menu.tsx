import { useId } from "react";
import {
  keepLanguage,
  type LanguageTag,
  languageOfPage,
  languages,
  languageTags,
  showLanguage,
} from "./language.ts";
import type { Texts } from "./texts.ts";
import { useSetTexts, useTexts } from "./texts-provider.tsx";

/** The languages, each by its own name; the pages change to one where they stand. */
export const LanguageMenu = (props: {
  readonly load: (tag: LanguageTag) => Promise<Texts>;
  /** Told what was chosen, once the pages are in it. */
  readonly onChosen?: (tag: LanguageTag) => void;
}) => {
  const t = useTexts();
  const set = useSetTexts();
  const id = useId();
  const choose = async (tag: LanguageTag) => {
    const next = await props.load(tag);
    keepLanguage(tag);
    showLanguage(tag);
    set?.(() => next);
    props.onChosen?.(tag);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a row
    <div role="group" className="languages" aria-labelledby={id}>
      <span id={id} className="visually-hidden">
        {t("Language")}
      </span>
      {languageTags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="btn btn-quiet btn-small"
          lang={tag}
          aria-pressed={tag === languageOfPage()}
          // Without a network the language stays as it is.
          onClick={() => void choose(tag).catch(() => undefined)}
        >
          {languages[tag].name}
        </button>
      ))}
    </div>
  );
};
