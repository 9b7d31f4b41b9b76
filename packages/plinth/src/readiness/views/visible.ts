/**
 * Everything that a terminal acts upon or that reorders what is read: control characters of both
 * sets but line feeds, marks of direction, separators of lines, halves of characters, invisibles.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}]|[\u{e0000}-\u{e007f}]/gu;

const codeOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x1_00
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u{${code.toString(16).padStart(4, "0")}}`;
};

/** A text of the target's as something to read: what is not seen is written out. */
export const visible = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSEEN, (found) => (found === "\t" ? "  " : codeOf(found)));

/** The same on one line. */
export const visibleLine = (text: string): string => visible(text).replaceAll("\n", "\\n");
