import { languages, languageTags } from "./language.ts";
import { useLanguage, useTexts } from "./texts-provider.tsx";

/** The languages, each by its own name. */
export const LanguageMenu = () => {
  const t = useTexts();
  const language = useLanguage();
  if (language === undefined) return null;
  return (
    <fieldset className="languages" aria-label={t("Language")}>
      {languageTags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="btn btn-quiet btn-small"
          lang={tag}
          aria-pressed={tag === language.tag}
          onClick={() => void language.choose(tag).catch(() => undefined)}
        >
          {languages[tag].name}
        </button>
      ))}
    </fieldset>
  );
};
