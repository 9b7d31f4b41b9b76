/** How loud a button is. */
export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";

/** The classes of a button, for links that look like one. */
export const buttonClass = (options: {
  readonly look?: ButtonLook;
  readonly isSmall?: boolean;
  readonly isIcon?: boolean;
}): string =>
  [
    "btn",
    `btn-${options.look ?? "secondary"}`,
    options.isSmall === true ? "btn-small" : "",
    options.isIcon === true ? "btn-icon" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
