// People show what they ran and ask about it: a query or a command from the first word on, or below a line
// that announces it, and a question at the end. A value that breaks out of something does neither.

/** How much of the end of a text is read, and how many words of it have to be a question's. */
const REACH = 200;
const WORDS = 6;
const FEWEST = 5;

const PLAIN = /^["'(]?[a-z][a-z'’-]{0,24}["')]?[,.;:?!]{0,2}$/i;
const SMILEY = /\s?(?:[:;]-?\)|\p{Extended_Pictographic}\ufe0f?)$/u;

/** Whether a text ends with a question of several words. */
export const endsInQuestion = (text: string): boolean => {
  const tail = text.slice(-REACH).trimEnd().replace(SMILEY, "");
  if (!tail.endsWith("?")) return false;
  const words = tail.split(/\s+/, REACH).slice(-WORDS);
  return words.length >= FEWEST && words.filter((word) => PLAIN.test(word)).length >= FEWEST;
};

/** What a query begins with that is shown: the text itself, or a line below one that ends with a colon. */
const QUERY =
  /^(?:[^\n]{0,200}:\s?\n)?\s{0,4}(?:select|update|insert|delete|drop|create|alter|begin|with|explain|merge|copy|grant)[\s;]/i;
const SHELL_CALL = /^(?:[^\n]{0,200}:\s?\n)?\s{0,4}db\.\w/;

/** Whether a text shows a query of SQL and asks about it. */
export const asksAboutQuery = (text: string): boolean => QUERY.test(text) && endsInQuestion(text);

/** The same with a call of the shell of MongoDB. */
export const asksAboutShellCall = (text: string): boolean =>
  SHELL_CALL.test(text) && endsInQuestion(text);
