/** What is longer is a text; a value that only leaves a string and joins something on is short. */
const LONGEST = 80;

/**
 * "')||1||('", "')||('a", "' || true || '", "'||1//": a string is left, something is joined on, and
 * the string is opened again or the rest is a comment. Blanks are taken out before.
 */
const LEFT =
  /^\w{0,32}(?:'\){1,3}(?:\|\||&&)(?:[\w!'"=<>]{1,24}(?:\|\||&&))?\({1,3}'|"\){1,3}(?:\|\||&&)(?:[\w!'"=<>]{1,24}(?:\|\||&&))?\({1,3}"|'(?:\|\||&&)!{0,2}(?:\w{1,24}|\[\]|'\w{0,24}'|"\w{0,24}")(?:\|\||&&)'|"(?:\|\||&&)!{0,2}(?:\w{1,24}|\[\]|"\w{0,24}"|'\w{0,24}')(?:\|\||&&)"|['"]\){0,3}(?:\|\||&&)(?:true|1)(?:\/\/|\0|%00))\w{0,32}['"]?$/;

/** "menu) OR (*:*": a query of Lucene that matches everything (Elasticsearch, Solr). */
const EVERYTHING = /\b(?:or|and)\s{1,3}\(?\s?\*:\*|^\*:\*(?:$|\s{1,3}(?:or|and|not)\b)/i;

/** Whether a value has a search engine find everything. */
export const findsEverything = (text: string): boolean =>
  text.length <= LONGEST * 2 && text.includes("*:*") && EVERYTHING.test(text);

/**
 * "7;process.exit()", "res.end(require('fs').readdirSync('.'))": what stands where an eval of the server
 * runs it, and nothing said about it.
 */
const SERVER_CODE =
  /^(?:\w{0,16}['"]?\)?\s?;)?\s?(?:res(?:ponse)?\.(?:end|write|send)\(|(?:global\.)?process\.(?:kill|exit|abort|mainModule|binding)\b|require\(\s?['"](?:node:)?(?:fs|os|net|http|vm|child_process)['"]\s?\)\.)/i;
const SENTENCE = /[a-z]{2,20} [a-z]{2,20} [a-z]{2}|\n/i;

/**
 * What gets at every module of Node, at the helper of old MongoDB (CVE-2013-1892), and what makes a
 * function of a text (CVE-2017-5941).
 */
const MAIN =
  /_\$\$ND_FUNC\$\$_|\bprocess\.mainModule\.(?:require|constructor)\b|\bnativeHelper\.apply\(/;

/** Whether a value is code that only the process of the server could run. */
export const runsInServer = (text: string): boolean =>
  text.length <= LONGEST * 3 &&
  (MAIN.test(text) || (SERVER_CODE.test(text) && !SENTENCE.test(text)));

/** Whether a value as a whole leaves a string of JavaScript and joins a condition on. */
export const leavesString = (text: string): boolean =>
  text.length <= LONGEST &&
  (text.includes("||") || text.includes("&&")) &&
  LEFT.test(text.toLowerCase().replaceAll("/**/", "").replace(/\s/g, ""));
