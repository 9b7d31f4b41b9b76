import { RANGES } from "../../kit/chart/time-range.ts";
import type { OperationsGroup } from "../../operations/operations-pages.ts";
import type { Shortcut } from "../../shell/index.ts";

/** What a key does. */
export type Action =
  | { readonly kind: "help" }
  | { readonly kind: "again" }
  | { readonly kind: "go"; readonly to: string }
  | { readonly kind: "range"; readonly name: string };

/** Begins a shortcut that goes to a page. */
const GO = "g";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** The first free letter of a page's name; any free one where all of it are taken. */
const letterOf = (label: string, taken: ReadonlySet<string>): string | undefined =>
  [...label.toLowerCase(), ...LETTERS].find(
    (letter) => LETTERS.includes(letter) && !taken.has(letter),
  );

/** Every shortcut of somebody, in the order in which they are listed. */
export const shortcutsOf = (groups: readonly OperationsGroup[]): readonly Shortcut<Action>[] => {
  const taken = new Set<string>();
  const pages = groups
    .flatMap((group) => group.pages)
    .flatMap(({ to, label }): readonly Shortcut<Action>[] => {
      const letter = letterOf(label, taken);
      if (letter === undefined) return [];
      taken.add(letter);
      return [{ keys: [GO, letter], label, action: { kind: "go", to } }];
    });
  const times =
    pages.length === 0
      ? []
      : RANGES.map(
          ({ value, label }, index): Shortcut<Action> => ({
            keys: [String(index + 1)],
            label: `Show the last ${label}`,
            action: { kind: "range", name: value },
          }),
        );
  return [
    { keys: ["?"], label: "List the shortcuts", action: { kind: "help" } },
    { keys: ["r"], label: "Look again", action: { kind: "again" } },
    ...times,
    ...pages,
  ];
};
