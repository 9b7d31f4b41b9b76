import { useNavigate, useSearch } from "@tanstack/react-router";
import type { EventFilter } from "./events-api.ts";

/** Pages before this one that the address remembers; Back leads to the first page beyond them. */
const MOST_PAGES = 20;

/** The filter as the address states it, and how to change it. */
export const useEventFilter = () => {
  const given: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { name = "", outcome = "", severity = "", address = "", account = "" } = given;
  const { before = "", trail = "" } = given;
  const question = { name, outcome, severity, address, account };
  const filter: EventFilter = { ...question, before };
  const pages = trail.split(" ").filter((id) => id !== "");
  const go = (change: Readonly<Record<string, string>>, replace = false) =>
    void navigate({
      to: "/admin/security-events",
      search: { ...question, ...change },
      replace,
      resetScroll: false,
    });
  return {
    filter,
    isFiltered: Object.values(question).some((value) => value !== ""),
    /** Another filter begins at its first page. */
    change: (part: Partial<Omit<EventFilter, "before">>) => go({ ...part }, true),
    clear: () => go({ name: "", outcome: "", severity: "", address: "", account: "" }),
    next: (id: string) =>
      go({ before: id, trail: [...pages, before].slice(-MOST_PAGES).join(" ").trim() }),
    back:
      before === ""
        ? undefined
        : () => go({ before: pages.at(-1) ?? "", trail: pages.slice(0, -1).join(" ") }),
  };
};
