import { SHOW_SHORTCUTS } from "@plinth/console";
import { lazy, Suspense, useEffect, useState } from "react";

const Shortcuts = lazy(async () => ({ default: (await import("./shortcuts.tsx")).Shortcuts }));

/** Keys that shortcuts begin with. */
export const FIRST_KEYS = ["?", "g", "n"];

/** Waits for the first key of a shortcut: the rest is loaded with it (UX-03, UX-05). */
export const ShortcutStarter = ({ path }: { readonly path: string }) => {
  const [first, setFirst] = useState<Event>();
  useEffect(() => {
    if (first !== undefined) return;
    const begin = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || FIRST_KEYS.includes(event.key)) setFirst(event);
    };
    window.addEventListener("keydown", begin);
    window.addEventListener(SHOW_SHORTCUTS, begin);
    return () => {
      window.removeEventListener("keydown", begin);
      window.removeEventListener(SHOW_SHORTCUTS, begin);
    };
  }, [first]);
  if (first === undefined) return null;
  return (
    <Suspense>
      <Shortcuts first={first} path={path} />
    </Suspense>
  );
};
