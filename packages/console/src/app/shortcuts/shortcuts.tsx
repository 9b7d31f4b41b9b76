import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { usePermissions } from "../../admin/permissions.ts";
import { timeSearch } from "../../kit/chart/time-range.ts";
import { openGroups } from "../../operations/operations-pages.ts";
import { SHOW_SHORTCUTS } from "../../shell/index.ts";
import { type Action, areShortcutsOn, type Begun, isBusy, readKey, shortcutsOf } from "./keys.ts";

// Most never open it.
const ShortcutList = lazy(async () => ({
  default: (await import("./shortcut-list.tsx")).ShortcutList,
}));

/** Does what keys say on every page; draws nothing but the list of them. */
export const Shortcuts = () => {
  const { may } = usePermissions();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useRouterState({ select: (state) => state.location });
  const [isListed, setListed] = useState(false);
  const groups = openGroups(may);
  const known = groups.flatMap(({ pages }) => pages.map(({ to }) => to)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the groups are new at every look
  const shortcuts = useMemo(() => shortcutsOf(groups), [known]);

  const act = (action: Action) => {
    const search = location.search as Readonly<Record<string, string>>;
    if (action.kind === "help") setListed(true);
    else if (action.kind === "again") void queries.refetchQueries({ type: "active" });
    else if (action.kind === "go") void navigate({ to: action.to, search: timeSearch(search) });
    else if (location.pathname.includes("/operations/")) {
      const { from: _, to: __, ...others } = search;
      void navigate({ to: ".", search: { ...others, range: action.name }, resetScroll: false });
    }
  };
  const latest = useRef({ act, shortcuts });
  latest.current = { act, shortcuts };

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
      latest.current.act(read.action);
    };
    const show = () => setListed(true);
    window.addEventListener("keydown", press);
    window.addEventListener(SHOW_SHORTCUTS, show);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener(SHOW_SHORTCUTS, show);
    };
  }, []);

  if (!isListed) return null;
  return (
    <Suspense>
      <ShortcutList shortcuts={shortcuts} onClose={() => setListed(false)} />
    </Suspense>
  );
};
