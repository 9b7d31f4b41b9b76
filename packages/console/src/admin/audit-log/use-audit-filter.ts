import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditFilter } from "./audit-api.ts";

/** Pages before this one that the address remembers. */
const MOST_PAGES = 20;
const EMPTY = {
  actor: "",
  target: "",
  action: "",
  outcome: "",
  request: "",
  from: "",
  to: "",
} as const;

/** The filter as the address states it, and how to change it. */
export const useAuditFilter = () => {
  const given: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const question = Object.fromEntries(
    Object.keys(EMPTY).map((key) => [key, given[key] ?? ""]),
  ) as Omit<AuditFilter, "before">;
  const { before = "", trail = "" } = given;
  const pages = trail.split(" ").filter((id) => id !== "");
  const go = (change: Readonly<Record<string, string>>, replace = false) =>
    void navigate({
      to: "/admin/audit-log",
      search: { ...question, ...change },
      replace,
      resetScroll: false,
    });
  return {
    filter: { ...question, before },
    isFiltered: Object.values(question).some((value) => value !== ""),
    /** Another filter begins at its first page. */
    change: (part: Partial<Omit<AuditFilter, "before">>) => go({ ...part }, true),
    clear: () => go(EMPTY),
    next: (place: string) =>
      go({ before: place, trail: [...pages, before].slice(-MOST_PAGES).join(" ").trim() }),
    back:
      before === ""
        ? undefined
        : () => go({ before: pages.at(-1) ?? "", trail: pages.slice(0, -1).join(" ") }),
  };
};
