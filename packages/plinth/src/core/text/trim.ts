/** Where the character that ends at `end` begins; pairs of surrogates stay together. */
const characterStart = (text: string, end: number): number => {
  const low = text.charCodeAt(end - 1);
  const high = text.charCodeAt(end - 2);
  const isPair = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
  return isPair ? end - 2 : end - 1;
};

/**
 * A text without the characters at its end that `isOuter` names. What the regular expression `[…]+$`
 * says, which takes quadratic time on a text with many such characters that are not at its end.
 */
export const trimEndWhile = (text: string, isOuter: (character: string) => boolean): string => {
  let end = text.length;
  while (end > 0) {
    const start = characterStart(text, end);
    if (!isOuter(text.slice(start, end))) break;
    end = start;
  }
  return text.slice(0, end);
};

/** A text without the characters at its beginning that `isOuter` names. */
export const trimStartWhile = (text: string, isOuter: (character: string) => boolean): string => {
  let start = 0;
  for (const character of text) {
    if (!isOuter(character)) break;
    start += character.length;
  }
  return text.slice(start);
};

/** A text without the characters at both ends that `isOuter` names. */
export const trimWhile = (text: string, isOuter: (character: string) => boolean): string =>
  trimEndWhile(trimStartWhile(text, isOuter), isOuter);
