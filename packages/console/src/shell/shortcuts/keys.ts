/** One shortcut, as it is listed; `A` is what it does. */
export interface Shortcut<A> {
  /** Pressed one after the other. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly action: A;
}

/** How long the first of two keys waits for the second; milliseconds. */
export const WAIT_MS = 1_500;

/** The first key of two, and when it was pressed; milliseconds. */
export interface Begun {
  readonly key: string;
  readonly at: number;
}

/** What a key means after another one: an action, the beginning of one, or nothing. */
export const readKey = <A>(
  shortcuts: readonly Shortcut<A>[],
  begun: Begun | undefined,
  key: string,
  at: number,
): { readonly action?: A; readonly begun?: Begun } => {
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
