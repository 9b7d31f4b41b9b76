import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 56rem)";

const watchWidth = (changed: () => void): (() => void) => {
  const query = matchMedia(WIDE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
};

/** Whether there is room for a table, or for a menu that lies open. */
export const useIsWide = (): boolean =>
  useSyncExternalStore(watchWidth, () => matchMedia(WIDE).matches);
