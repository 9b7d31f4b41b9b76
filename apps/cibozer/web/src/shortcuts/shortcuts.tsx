import { ShortcutList, useSession, useShortcutKeys, useTexts } from "@plinth/console";
import { useNavigate } from "@tanstack/react-router";
import { groupsOf, type PageAction, shortcutsOf } from "./page-shortcuts.ts";

/** Does what keys say on every page; draws nothing but the list of them. */
export const Shortcuts = (props: { readonly first: Event; readonly path: string }) => {
  const t = useTexts();
  const navigate = useNavigate();
  const { user } = useSession();
  const shortcuts = shortcutsOf(t, user != null);
  const act = (action: PageAction) => {
    if (action.kind === "go") void navigate({ to: action.to });
  };
  const { isListed, close } = useShortcutKeys({ shortcuts, act, first: props.first });
  return isListed ? (
    <ShortcutList groups={groupsOf(t, props.path, shortcuts)} onClose={close} />
  ) : null;
};
