/** Fires on the window to open the list of shortcuts. */
export const SHOW_SHORTCUTS = "plinth:shortcuts";

/** Opens the list of shortcuts: for who does not know its key, or has turned shortcuts off. */
export const showShortcuts = (): void => {
  window.dispatchEvent(new Event(SHOW_SHORTCUTS));
};
