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

/** What a query begins with that is shown: the text itself, or what stands behind the first colon. */
const QUERY =
  /^([^\n:]{0,200}:\s)?\s{0,4}(?:select|update|insert|delete|drop|create|alter|begin|with|explain|merge|copy|grant)[\s;]/i;

/** A quote that is no apostrophe. */
const QUOTE = /["`]|(?<![a-z])'|'(?![a-z])/i;
/** What ends a statement, compares in it or hides its rest: nothing announces a query so. */
const HIDES = /[;=#]|--|\/\*/;
/** What a statement has before the first quote of a string. */
const BEFORE_STRING =
  /(?:[=<>(,|~]|\b(?:like|ilike|then|else|interval|date|timestamp|from|to|default|as|in|into|table|update|and|by|select))\s{0,3}$/i;

/** "copy that' union select …": whether the first quote ends a string that began before the text. */
const endsGivenString = (text: string): boolean => {
  const quote = text.search(QUOTE);
  return quote >= 0 && !BEFORE_STRING.test(text.slice(Math.max(0, quote - REACH), quote));
};

/**
 * What is longer shows nothing and asks. Analysers look at this for each statement and command of a text:
 * without an end to it their work would grow with the square of its length (P-070).
 */
export const LONGEST_SHOWN = 2_048;

/** Whether a text shows a query of SQL and asks about it. */
export const asksAboutQuery = (text: string): boolean => {
  if (text.length > LONGEST_SHOWN) return false;
  const shown = QUERY.exec(text);
  if (shown === null || !endsInQuestion(text)) return false;
  const announced = shown[1] ?? "";
  const isBroken = QUOTE.test(announced) || HIDES.test(announced);
  return !isBroken && !endsGivenString(text.slice(announced.length));
};

/** What is longer is an essay, of which the passages are read by themselves. */
const LONGEST = 640;
/** How many words say something before a document of a store that is shown, and behind it. */
const SAID_BEFORE = 2;
const SAID_BEHIND = 3;
/** So many before it say enough. */
const SAID_AT_LENGTH = 8;
/** "aggregate([…": a call that is shown without what it is called on. */
const CALLED =
  /^(?:\w{1,24}\.){0,2}(?:aggregate|find|findOne|updateOne|updateMany|match|populate)\($/i;

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
  const said = from === 0 || isOpened ? 0 : wordsBefore(before);
  if (said >= SAID_AT_LENGTH) return true;
  const isShown = from === 0 ? text.startsWith("db.") : CALLED.test(before);
  if (!isShown && said < SAID_BEFORE) return false;
  const behind = text.slice(Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1);
  return countPlain(behind.split(/\s+/, REACH).slice(-WORDS)) >= SAID_BEHIND;
};

const wordsBefore = (text: string): number => countPlain(text.trim().split(/\s+/, REACH));
