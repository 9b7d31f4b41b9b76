/** The person's choice of colours; "system" follows the device. */
export type ThemeChoice = "system" | "light" | "dark";

const key = "plinth.theme";
const contrastKey = "plinth.contrast";

/** Reads a kept choice; storage may be forbidden, which counts as no choice. */
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

const keep = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
};

/** The kept choice of colours. */
export const loadTheme = (): ThemeChoice => {
  const kept = read(key);
  return kept === "light" || kept === "dark" ? kept : "system";
};

/** True when the person asked for more contrast than the device does. */
export const loadContrast = (): boolean => read(contrastKey) === "more";

/** Keeps and applies a choice of colours. */
export const applyTheme = (choice: ThemeChoice): void => {
  keep(key, choice === "system" ? undefined : choice);
  if (choice === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
};

/** Keeps and applies the wish for more contrast. */
export const applyContrast = (isMore: boolean): void => {
  keep(contrastKey, isMore ? "more" : undefined);
  if (isMore) document.documentElement.dataset["contrast"] = "more";
  else delete document.documentElement.dataset["contrast"];
};
