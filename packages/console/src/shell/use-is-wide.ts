import { useCallback, useSyncExternalStore } from "react";

/** Whether there is room for a table, or for a menu that lies open; a small table needs less. */
export const useIsWide = (least: "56rem" | "40rem" = "56rem"): boolean => {
  const wide = `(min-width: ${least})`;
  const watch = useCallback(
    (changed: () => void): (() => void) => {
      const query = matchMedia(wide);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    [wide],
  );
  return useSyncExternalStore(watch, () => matchMedia(wide).matches);
};
