import type { Meter } from "./finding.ts";
import { DASHES, HASH, LINE, PERCENT, SIGN } from "./flags.ts";
import { decodedViews } from "./views.ts";

// What stands for a space: the plus sign of forms, and a comment of SQL that ends with its line.

/** Longest text that is read so: both spell a word or two, not an essay. */
const LONGEST = 2_048;

/** Longest word between two plus signs; in Base64 they are further apart. */
const LONGEST_WORD = 16;

/** "1+or+1=1": no other space, and two plus signs with a word between them. */
const isForm = (text: string): boolean => {
  const first = text.indexOf("+");
  const second = first < 0 ? -1 : text.indexOf("+", first + 1);
  return second >= 0 && second - first <= LONGEST_WORD && !text.includes(" ");
};

/** "and#kqz" or "--kqz" up to the end of a line: a comment of one word, which explains nothing. */
const COMMENT = /(?:#|--)[^\s#-]*\n/g;

/** Whether a text, once decoded, may hold something that stands for a space; `flags` are its characters. */
export const mayBeSpaced = (text: string, flags: number): boolean => {
  if (text.length > LONGEST) return false;
  if ((flags & SIGN) !== 0 && isForm(text)) return true;
  return (flags & (LINE | PERCENT)) !== 0 && (flags & (HASH | DASHES | PERCENT)) !== 0;
};

/** The views of a text, also with the spaces of forms. */
export const spacedViews = (text: string, meter: Meter): readonly string[] => {
  const views = decodedViews(text, meter);
  if (!isForm(text)) return views;
  return [...new Set([...views, ...decodedViews(text.replaceAll("+", " "), meter)])];
};

/** How a view reads to SQL without the comments that end with their lines; itself where none does. */
export const withoutLineComments = (view: string): string =>
  view.includes("\n") && view.length <= LONGEST ? view.replace(COMMENT, " ") : view;
