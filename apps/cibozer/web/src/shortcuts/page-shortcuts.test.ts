import { english } from "@plinth/console";
import { expect, it } from "vitest";
import { KEY_WORDS } from "../week/grid-keys.ts";
import { groupsOf, shortcutsOf } from "./page-shortcuts.ts";
import { FIRST_KEYS } from "./shortcut-starter.tsx";

it.each([true, false])(
  "UX-05: no two shortcuts have the same keys (signed in: %s)",
  (isSignedIn) => {
    const shortcuts = shortcutsOf(english, isSignedIn);
    const keys = shortcuts.map((one) => one.keys.join(" "));
    expect(new Set(keys).size).toBe(keys.length);
    // What is loaded with the first key knows each of them.
    expect([...new Set(shortcuts.map((one) => one.keys[0] ?? ""))].toSorted()).toEqual(
      [...FIRST_KEYS].filter((key) => isSignedIn || key !== "n").toSorted(),
    );
  },
);

it("UX-05: keys of meals are listed on the page of a plan, and nowhere else", () => {
  const shortcuts = shortcutsOf(english, true);
  const listed = (path: string) =>
    groupsOf(english, path, shortcuts).flatMap(({ lines }) => lines.map(({ label }) => label));
  const everywhere = shortcuts.map(({ label }) => label);
  for (const path of ["/", "/plans", "/plans/new", "/plans/7/groceries", "/recipes/7"]) {
    expect(listed(path)).toEqual(everywhere);
  }
  expect(listed("/plans/7")).toEqual([...KEY_WORDS.map(([, does]) => does), ...everywhere]);
});
