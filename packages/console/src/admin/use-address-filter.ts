import { useNavigate, useSearch } from "@tanstack/react-router";

/** Pages before this one that the address remembers; Back leads to the first page beyond them. */
const MOST_PAGES = 20;

/**
 * What a list that comes a page at a time is asked for, as its address states it, and how to change it.
 * `keys` are the questions, empty where nothing special is asked; `cursor` is where a page begins.
 */
export const useAddressFilter = <Key extends string, Cursor extends string>(
  to: string,
  keys: readonly Key[],
  cursor: Cursor,
) => {
  const given: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const asked = keys.map((key) => [key, given[key] ?? ""] as const);
  const question = Object.fromEntries(asked);
  const { [cursor]: place = "", trail = "" } = given;
  const pages = trail.split(" ").filter((id) => id !== "");
  const go = (change: Readonly<Record<string, string | undefined>>, replace = false) =>
    void navigate({ to, search: { ...question, ...change }, replace, resetScroll: false });
  return {
    filter: { ...question, [cursor]: place } as Readonly<Record<Key | Cursor, string>>,
    isFiltered: asked.some(([, value]) => value !== ""),
    /** Another filter begins at its first page, and typing leaves no trail behind. */
    change: (part: Readonly<Partial<Record<Key, string>>>) => go(part, true),
    clear: () => go(Object.fromEntries(keys.map((key) => [key, ""]))),
    next: (id: string) =>
      go({ [cursor]: id, trail: [...pages, place].slice(-MOST_PAGES).join(" ").trim() }),
    back:
      place === ""
        ? undefined
        : () => go({ [cursor]: pages.at(-1) ?? "", trail: pages.slice(0, -1).join(" ") }),
  };
};
