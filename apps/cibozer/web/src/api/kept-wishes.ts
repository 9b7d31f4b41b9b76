import type { Wishes } from "./plan-types.ts";

const key = "cibozer.wishes";

/** Keeps what somebody wished for this tab, so that signing up or paying does not lose it. */
export const keepWishes = (wishes: Partial<Wishes>): void => {
  try {
    sessionStorage.setItem(key, JSON.stringify(wishes));
  } catch {
    // The form then starts with its defaults.
  }
};

/** What was kept, as it lies there and not to be trusted; null where no plan was begun in this tab. */
export const keptText = (): string | null => {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Forgets the kept settings. */
export const forgetWishes = (): void => {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
};
