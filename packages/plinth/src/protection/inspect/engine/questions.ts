// People show what they ran and ask about it: a query or a command from the first word on, or below a line
// that announces it, and a question at the end. A value that breaks out of something does neither.

/** How much of the end of a text is read, and how many words of it have to be a question's. */
const REACH = 200;
const WORDS = 6;
const FEWEST = 5;

const PLAIN = /^["'(]?[a-z][a-z'’-]{0,24}["')]?[,.;:?!]{0,2}$/i;
/** Letters beyond ASCII at the end of a text, from which on a sentence of another language is there. */
const FOREIGN = 8;
const IS_FOREIGN = /[^\p{ASCII}\p{P}\p{S}\p{Z}]/gu;
const SMILEY = /\s?(?:[:;]-?\)|\p{Extended_Pictographic}\ufe0f?)$/u;

const countPlain = (words: readonly string[]): number =>
  words.filter((word) => PLAIN.test(word)).length;

/** Whether a text ends with a question of several words, or with a sentence in another script. */
export const endsInQuestion = (text: string): boolean => {
  const tail = text.slice(-REACH).trimEnd().replace(SMILEY, "");
  if ((tail.match(IS_FOREIGN)?.length ?? 0) >= FOREIGN) return true;
  return tail.endsWith("?") && countPlain(tail.split(/\s+/, REACH).slice(-WORDS)) >= FEWEST;
};

/** What a query begins with that is shown: the text itself, or what stands behind a colon. */
const QUERY =
  /^(?:[^\n]{0,200}:\s)?\s{0,4}(?:select|update|insert|delete|drop|create|alter|begin|with|explain|merge|copy|grant)[\s;]/i;

/** Whether a text shows a query of SQL and asks about it. */
export const asksAboutQuery = (text: string): boolean => QUERY.test(text) && endsInQuestion(text);

/** What is longer is an essay, of which the passages are read by themselves. */
const LONGEST = 640;
/** How many words say something before a document of a store that is shown, and behind it. */
const SAID_BEFORE = 2;
const SAID_BEHIND = 3;

/**
 * Whether a text shows a document or a call of the shell of MongoDB among its words: such an operator only
 * works where it, or the value that it is left from, begins the text.
 */
export const talksAboutDocument = (text: string): boolean => {
  if (text.length > LONGEST) return false;
  const from = text.search(/[{[]|\bdb\./);
  if (from < 0) return false;
  const before = text.slice(0, from);
  const isOpened = /["'`=&;]/.test(before.replace(/[a-z]'[a-z]/gi, ""));
  const isBegun = from === 0 ? text.startsWith("db.") : !isOpened && saysBefore(before);
  const behind = text.slice(Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1);
  return isBegun && countPlain(behind.split(/\s+/, REACH).slice(-WORDS)) >= SAID_BEHIND;
};

const saysBefore = (text: string): boolean =>
  countPlain(text.trim().split(/\s+/, REACH)) >= SAID_BEFORE;
