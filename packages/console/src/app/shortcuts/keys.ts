import { RANGES } from "../../kit/chart/time-range.ts";
import type { OperationsGroup } from "../../operations/operations-pages.ts";

/** What a key does. */
export type Action =
  | { readonly kind: "help" }
  | { readonly kind: "again" }
  | { readonly kind: "go"; readonly to: string }
  | { readonly kind: "range"; readonly name: string };

/** One shortcut, as it is listed. */
export interface Shortcut {
  /** Pressed one after the other. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly action: Action;
}

/** How long the first of two keys waits for the second; milliseconds. */
export const WAIT_MS = 1_500;

/** Begins a shortcut that goes to a page. */
const GO = "g";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** The first free letter of a page's name; any free one where all of it are taken. */
const letterOf = (label: string, taken: ReadonlySet<string>): string | undefined =>
  [...label.toLowerCase(), ...LETTERS].find(
    (letter) => LETTERS.includes(letter) && !taken.has(letter),
  );

/** Every shortcut of somebody, in the order in which they are listed. */
export const shortcutsOf = (groups: readonly OperationsGroup[]): readonly Shortcut[] => {
  const taken = new Set<string>();
  const pages = groups
    .flatMap((group) => group.pages)
    .flatMap(({ to, label }): readonly Shortcut[] => {
      const letter = letterOf(label, taken);
      if (letter === undefined) return [];
      taken.add(letter);
      return [{ keys: [GO, letter], label, action: { kind: "go", to } }];
    });
  const times =
    pages.length === 0
      ? []
      : RANGES.map(
          ({ value, label }, index): Shortcut => ({
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

/** The first key of two, and when it was pressed; milliseconds. */
export interface Begun {
  readonly key: string;
  readonly at: number;
}

/** What a key means after another one: an action, the beginning of one, or nothing. */
export const readKey = (
  shortcuts: readonly Shortcut[],
  begun: Begun | undefined,
  key: string,
  at: number,
): { readonly action?: Action; readonly begun?: Begun } => {
  const first = begun !== undefined && at - begun.at <= WAIT_MS ? begun.key : undefined;
  const pressed = first === undefined ? [key] : [first, key];
  const found = shortcuts.find(({ keys }) => keys.join(" ") === pressed.join(" "));
  if (found !== undefined) return { action: found.action };
  if (first !== undefined) return readKey(shortcuts, undefined, key, at);
  return shortcuts.some(({ keys }) => keys.length > 1 && keys[0] === key)
    ? { begun: { key, at } }
    : {};
};

/** What takes letters, or goes through choices by them. */
const TAKES_LETTERS =
  "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='combobox'], [role='listbox'], [role='option'], [role='menu']";

/** Whether somebody types, or a window is open over the page: no shortcut fires then (UX-05). */
export const isBusy = (
  target: EventTarget | null,
  page: Pick<Document, "querySelector">,
): boolean =>
  (target instanceof Element && target.closest(TAKES_LETTERS) !== null && !isSwitch(target)) ||
  page.querySelector("[role='dialog'], [role='alertdialog'], [role='listbox']") !== null;

/** Boxes to tick and buttons take no letters. */
const isSwitch = (target: Element): boolean =>
  target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type);

const KEPT_AS = "plinth.shortcuts";

/** Whether shortcuts fire; somebody who speaks to their machine turns them off (WCAG 2.1.4). */
export const areShortcutsOn = (): boolean => {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    return true;
  }
};

/** Keeps whether shortcuts fire on this device. */
export const setShortcuts = (isOn: boolean): void => {
  try {
    if (isOn) localStorage.removeItem(KEPT_AS);
    else localStorage.setItem(KEPT_AS, "off");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
};
