/**
 * A text without the characters of `blanks` at both ends. This room imports nothing, and the regular
 * expression that says the same takes quadratic time.
 */
export const trimBlanks = (text: string, blanks: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && blanks.includes(text.charAt(start))) start += 1;
  while (end > start && blanks.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};
