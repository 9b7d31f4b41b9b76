// Applies the kept choices of colours and language before the first paint, inside the pages, whose
// policy names its hash. A page without data-languages is English.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // No storage, no choice.
    }
  };
  const theme = kept("plinth.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (kept("plinth.contrast") === "more") root.dataset.contrast = "more";
  const offered = root.dataset.languages?.split(" ") ?? [];
  // Chosen in this browser, else that of the account that is signed in (texts/language.ts).
  const chosen = [kept("plinth.language"), kept("plinth.user.language")];
  const wished = [...chosen, ...(navigator.languages ?? [])];
  const language = wished
    .map((tag) => tag?.split("-")[0])
    .find((tag) => tag !== undefined && offered.includes(tag));
  if (language === undefined) return;
  root.lang = language;
  if (language === "ar") root.dir = "rtl";
  // The locale of React Aria, which looks for this symbol (react-aria, useDefaultLocale); with the
  // digits of texts/language.ts.
  window[Symbol.for("react-aria.i18n.locale")] = language === "ar" ? "ar-u-nu-latn" : language;
})();
