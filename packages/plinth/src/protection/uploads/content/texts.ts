import { JsonFault, parseStrictJson } from "#http";
import { type FileFault, fault } from "./fault.ts";
import { type ByteSource, WINDOW } from "./source.ts";

/** Control characters other than tab, line feed, form feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f]/;

/** Elements that browsers act on; "a < b" and "Anna <anna@example.org>" are none. */
const MARKUP =
  /<(?:!doctype|!--|\?(?:php|xml|=)|\/?(?:html|head|body|title|script|style|link|meta|base|iframe|frame|frameset|object|embed|applet|svg|math|img|image|video|audio|form|input|button|a|b|p|div|span|br|table|h[1-6]|font|plaintext|template|xmp)(?![\w.@-]))/i;
const OVERLAP = 32;

/** What bytes are that are none. */
export const NO_TEXT: FileFault = fault("text.encoding", "is not text in UTF-8");

/** Reads the whole as UTF-8, a window at a time; `judge` sees each with the end of the one before. */
const eachText = async (
  { size, read }: ByteSource,
  judge: (text: string) => FileFault | undefined,
): Promise<FileFault | undefined> => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let before = "";
  for (let at = 0; at < size; at += WINDOW) {
    const window = await read(at, WINDOW);
    let text: string;
    try {
      text = decoder.decode(window, { stream: at + window.length < size });
    } catch {
      return NO_TEXT;
    }
    const found = CONTROL.test(text) ? NO_TEXT : judge(before + text);
    if (found !== undefined) return found;
    before = text.slice(-OVERLAP);
  }
  return undefined;
};

/** Text without markup: nothing that a browser would take for a page. */
export const walkText = (source: ByteSource): Promise<FileFault | undefined> =>
  eachText(source, (text) =>
    MARKUP.test(text)
      ? fault("text.markup", "holds markup, which text files have none of")
      : undefined,
  );

const MAX_JSON_BYTES = 1_048_576;

/** JSON as bodies may be: strict, no key twice, none that reaches a prototype. */
export const walkJson = async (source: ByteSource): Promise<FileFault | undefined> => {
  const broken = await eachText(source, () => undefined);
  if (broken !== undefined) return broken;
  if (source.size > MAX_JSON_BYTES) return fault("text.json", "is JSON of more than 1 MiB");
  const text = (await source.read(0, source.size)).toString("utf8");
  try {
    parseStrictJson(text.replace(/^\ufeff/, ""));
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return fault("text.json", `is not valid JSON: ${error.message}`);
  }
};
