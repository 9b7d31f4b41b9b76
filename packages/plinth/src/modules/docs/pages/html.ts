/** Markup that is safe to send: made by `html`, never out of plain text. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup and lists of markup are not. */
export type HtmlPart = Html | string | number | false | undefined | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const render = (part: HtmlPart): string => {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  if ("markup" in part) return part.markup;
  return part.map(render).join("");
};

/**
 * Builds markup; whatever is put in is escaped for content and quoted attributes alike, so that no
 * summary, schema or example can break out (P-029).
 * @example
 * html`<p title="${title}">${text}</p>`
 */
export const html = (literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html => ({
  markup: literals.reduce((text, literal, index) => text + render(parts[index - 1]) + literal),
});
