import { escapeHtml, trimEndWhile } from "#core";
import { english, type Texts } from "#services/texts";

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const URL_TEXT = /https?:\/\/[^\s<>"']+/g;

/** Links of running text; an address is shown as it is, so that nobody has to trust a label. */
const linked = (text: string): string => {
  let html = "";
  let from = 0;
  for (const match of text.matchAll(URL_TEXT)) {
    const url = trimEndWhile(match[0], (character) => ".,;:!?)".includes(character));
    html += `${escapeHtml(text.slice(from, match.index))}<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
    from = match.index + url.length;
  }
  return html + escapeHtml(text.slice(from));
};

const isAlone = (line: string): boolean => /^https?:\/\/\S+$/.test(line);

/** One paragraph; a line that is nothing but an address becomes a button above that address. */
const paragraph = (lines: readonly string[], t: Texts): string => {
  const text = lines
    .filter((line) => !isAlone(line))
    .map(linked)
    .join("<br>");
  const buttons = lines.filter(isAlone).map((url) => {
    const safe = escapeHtml(url);
    return [
      `<p style="margin:0 0 8px"><a href="${safe}" style="display:inline-block;padding:12px 20px;`,
      `border-radius:8px;background:#1f5f3f;color:#ffffff;text-decoration:none;font-weight:600">`,
      `${escapeHtml(t("Open the link"))}</a></p><p dir="ltr" style="margin:0 0 16px;font-size:13px;`,
      `color:#555555;word-break:break-all">${safe}</p>`,
    ].join("");
  });
  const words = text === "" ? "" : `<p style="margin:0 0 16px">${text}</p>`;
  return words + buttons.join("");
};

/**
 * The HTML form of a plain text mail: the same words, nothing from elsewhere, no image and no script.
 * One form for all mails, so that text and HTML cannot say different things.
 */
export const htmlOf = (subject: string, text: string, t: Texts = english): string => {
  const blocks = text
    .trim()
    .split(/\n{2,}/)
    .map((block) =>
      paragraph(
        block.split("\n").map((line) => line.trim()),
        t,
      ),
    );
  const direction = t.isRightToLeft ? "rtl" : "ltr";
  return [
    `<!doctype html><html lang="${escapeHtml(t.language)}" dir="${direction}">`,
    '<head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title></head>`,
    `<body style="margin:0;padding:24px;${FONT};font-size:16px;line-height:1.5">`,
    // Mail programs that take the document's element away keep what stands inside.
    `<div lang="${escapeHtml(t.language)}" dir="${direction}" style="max-width:560px;margin:0 auto">`,
    `<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escapeHtml(subject)}</h1>`,
    ...blocks,
    "</div></body></html>",
  ].join("");
};
