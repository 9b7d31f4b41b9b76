import { useEffect, useRef, useState } from "react";
import { SHOW_SHORTCUTS } from "../show-shortcuts.ts";
import { areShortcutsOn, type Begun, isBusy, readKey, type Shortcut } from "./keys.ts";

/**
 * Reads shortcuts from the keys that are pressed on any page. `first` is what happened before this was
 * loaded: a key that may begin one, or a wish to see them. Tells whether the list of them is open.
 */
export const useShortcutKeys = <A extends { readonly kind: string }>(props: {
  readonly shortcuts: readonly Shortcut<A>[];
  readonly act: (action: A) => void;
  readonly first?: Event;
}): { readonly isListed: boolean; readonly close: () => void } => {
  const [isListed, setListed] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const { first } = props;
  useEffect(() => {
    let begun: Begun | undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isBusy(event.target, document) || !areShortcutsOn()) {
        begun = undefined;
        return;
      }
      const read = readKey(latest.current.shortcuts, begun, event.key, event.timeStamp);
      begun = read.begun;
      if (read.action === undefined) return;
      event.preventDefault();
      if (read.action.kind === "help") setListed(true);
      else latest.current.act(read.action);
    };
    const show = () => setListed(true);
    if (first instanceof KeyboardEvent) press(first);
    else if (first !== undefined) show();
    window.addEventListener("keydown", press);
    window.addEventListener(SHOW_SHORTCUTS, show);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener(SHOW_SHORTCUTS, show);
    };
  }, [first]);
  return { isListed, close: () => setListed(false) };
};
