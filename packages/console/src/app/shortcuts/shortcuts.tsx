import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { usePermissions } from "../../admin/permissions.ts";
import { timeSearch } from "../../kit/chart/time-range.ts";
import { openGroups } from "../../operations/operations-pages.ts";
import { useShortcutKeys } from "../../shell/index.ts";
import { type Action, shortcutsOf } from "./console-shortcuts.ts";

// Most never open it.
const ShortcutList = lazy(async () => ({
  default: (await import("../../shell/shortcuts/shortcut-list.tsx")).ShortcutList,
}));

/** Does what keys say on every page; draws nothing but the list of them. */
export const Shortcuts = () => {
  const { may } = usePermissions();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useRouterState({ select: (state) => state.location });
  const groups = openGroups(may);
  const known = groups.flatMap(({ pages }) => pages.map(({ to }) => to)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the groups are new at every look
  const shortcuts = useMemo(() => shortcutsOf(groups), [known]);

  const act = (action: Action) => {
    const search = location.search as Readonly<Record<string, string>>;
    if (action.kind === "again") void queries.refetchQueries({ type: "active" });
    else if (action.kind === "go") void navigate({ to: action.to, search: timeSearch(search) });
    else if (action.kind === "range" && location.pathname.includes("/operations/")) {
      const { from: _, to: __, ...others } = search;
      void navigate({ to: ".", search: { ...others, range: action.name }, resetScroll: false });
    }
  };
  const { isListed, close } = useShortcutKeys({ shortcuts, act });
  if (!isListed) return null;
  return (
    <Suspense>
      <ShortcutList groups={[{ lines: shortcuts }]} onClose={close} />
    </Suspense>
  );
};
