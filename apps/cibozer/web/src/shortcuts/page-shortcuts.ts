import type { Shortcut, ShortcutGroup, Texts } from "@plinth/console";
import { KEY_WORDS } from "../week/grid-keys.ts";

/** What a key does. */
export type PageAction = { readonly kind: "help" } | { readonly kind: "go"; readonly to: string };

const go = (keys: readonly string[], to: string, label: string): Shortcut<PageAction> => ({
  keys,
  label,
  action: { kind: "go", to },
});

/** Every shortcut, in the order in which they are listed. */
export const shortcutsOf = (t: Texts, isSignedIn: boolean): readonly Shortcut<PageAction>[] => [
  { keys: ["?"], label: t("Show this list"), action: { kind: "help" } },
  ...(isSignedIn
    ? [
        go(["n"], "/plans/new", t("New plan")),
        go(["g", "p"], "/plans", t("Plans")),
        go(["g", "h"], "/history", t("What you had")),
        go(["g", "r"], "/recipes", t("Recipes")),
        go(["g", "w"], "/profile", t("Who eats")),
        go(["g", "a"], "/account", t("Account")),
      ]
    : [go(["g", "i"], "/signin", t("Sign in")), go(["g", "u"], "/signup", t("Sign up"))]),
  go(["g", "s"], "/", t("Go to the start")),
];

/** True for the page of one plan, whose meals have keys of their own. */
const isWeek = (path: string): boolean => /^\/plans\/(?!new$)[^/]+$/.test(path);

/** What works on a page, as it is listed there. */
export const groupsOf = (
  t: Texts,
  path: string,
  shortcuts: readonly Shortcut<PageAction>[],
): readonly ShortcutGroup[] =>
  isWeek(path)
    ? [
        {
          title: t("Keys, while a meal has the focus"),
          lines: KEY_WORDS.map(([key, does]) => ({ keys: [t.of(key)], label: t.of(does) })),
        },
        { title: t("On every page"), lines: shortcuts },
      ]
    : [{ lines: shortcuts }];
