/** What is longer is a text; a value that only leaves a string and joins something on is short. */
const LONGEST = 80;

/**
 * "')||1||('", "')||('a", "' || true || '", "'||1//": a string is left, something is joined on, and
 * the string is opened again or the rest is a comment. Blanks are taken out before.
 */
const LEFT =
  /^\w{0,32}(?:'\){1,3}(?:\|\||&&)(?:[\w!'"=<>]{1,24}(?:\|\||&&))?\({1,3}'|"\){1,3}(?:\|\||&&)(?:[\w!'"=<>]{1,24}(?:\|\||&&))?\({1,3}"|'(?:\|\||&&)!?(?:\w{1,24}|'\w{0,24}'|"\w{0,24}")(?:\|\||&&)'|"(?:\|\||&&)!?(?:\w{1,24}|"\w{0,24}"|'\w{0,24}')(?:\|\||&&)"|['"]\){0,3}(?:\|\||&&)(?:true|1)(?:\/\/|\0|%00))\w{0,32}['"]?$/;

/** Whether a value as a whole leaves a string of JavaScript and joins a condition on. */
export const leavesString = (text: string): boolean =>
  text.length <= LONGEST &&
  (text.includes("||") || text.includes("&&")) &&
  LEFT.test(text.toLowerCase().replaceAll(" ", ""));
