import {
  beginOf,
  bitsAt,
  END,
  isGlued,
  isQuote,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { JS_HOST } from "../engine/words.ts";

const OPEN = 40;
const BACKTICK = 96;

const EVENT_NAME = /^on[a-z]{3,20}$/;

/** Members of lists that call what they are handed. */
const CALLERS =
  /^(?:find|findindex|filter|map|foreach|some|every|sort|flatmap|reduce|reduceright)$/;
/** Functions of browsers that do. */
const SCHEDULERS = /^(?:requestanimationframe|requestidlecallback|queuemicrotask|setimmediate)$/;

/** "[7].find(alert)", "queueMicrotask(alert)": handed to what calls it, and nothing else stands there. */
const isCallback = (tokens: Tokens, open: number): boolean => {
  const caller = textAt(tokens, open - 1);
  // "fetch(k).then(eval)".
  if (caller === "then") return textAt(tokens, open + 1) === "eval";
  if (SCHEDULERS.test(caller)) return isGlued(tokens, open);
  return kindAt(tokens, open - 2) === 46 && kindAt(tokens, open - 3) === 93 && CALLERS.test(caller);
};

/** "(0,alert)(1)", "(1?alert:0)(1)", "[1,alert,1][1](1)": chosen from values, and called. */
const isChosen = (tokens: Tokens, at: number): boolean => {
  for (let index = at + 1; index < at + 8; index += 1) {
    const kind = kindAt(tokens, index);
    const next = kindAt(tokens, index + 1);
    if (kind === 41) return next === 46 || (next === OPEN && isGlued(tokens, index + 1));
    if (kind === 93) return next === 91;
  }
  return false;
};

/** "0?0:alert": one of two, whatever is done with it. */
const isAlternative = (tokens: Tokens, at: number): boolean => {
  for (let index = at - 2; index > at - 6; index -= 1) {
    if (kindAt(tokens, index) === 63) return kindAt(tokens, index - 1) === NUMBER;
  }
  return false;
};

/** Members that the language itself calls, and events by which a page does. */
const CALLED_BY_ITSELF =
  /^(?:valueof|tostring|tojson|get|set|has|apply|construct|then|next|hasinstance|toprimitive|iterator|on[a-z]{3,20})$/;

/** "{valueOf:alert}", "{[Symbol.hasInstance]:eval}": called by a sum, a comparison, a loop. */
const isCoercion = (tokens: Tokens, at: number): boolean => {
  const follows = kindAt(tokens, at + 1);
  if (follows !== 125 && follows !== 44) return false;
  const name = kindAt(tokens, at - 2) === 93 ? at - 3 : at - 2;
  if (!CALLED_BY_ITSELF.test(textAt(tokens, name))) return false;
  const before = kindAt(tokens, name - 1);
  return before === 123 || before === 44 || (before === 46 && name === at - 3);
};

/** "{k:onerror}={k:alert}": taken apart into a handler of events. */
const isTakenApart = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at + 1) === 125 &&
  kindAt(tokens, at - 3) === 123 &&
  kindAt(tokens, at - 4) === 61 &&
  kindAt(tokens, at - 5) === 125 &&
  EVENT_NAME.test(textAt(tokens, at - 6));

/** "[7],alert)", "/k/,eval)", "`7$": handed on behind a literal that is the other argument. */
const isBehindLiteral = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at + 1) !== 41) return false;
  const literal = kindAt(tokens, at - 2);
  if (literal === 93) return textAt(tokens, at - 6) === "from" || isQuote(kindAt(tokens, at - 3));
  return literal === 47 && isGlued(tokens, at - 2);
};

/** ",alert)", "?alert:", ":alert}": one of several things that stand side by side. */
const isOneOf = (tokens: Tokens, at: number): boolean =>
  isChosen(tokens, at) ||
  (kindAt(tokens, at - 1) === 58 &&
    (isAlternative(tokens, at) || isCoercion(tokens, at) || isTakenApart(tokens, at))) ||
  (kindAt(tokens, at - 1) === 44 && isBehindLiteral(tokens, at));

/** How far before its parameter the name of a Flash movie is looked for. */
const MOVIE_REACH = 80;

/** "k.swf?ready=alert": the name of a function that the movie calls in the page. */
const isGivenToMovie = (tokens: Tokens, at: number): boolean => {
  const sign = beginOf(tokens, at - 1);
  const head = tokens.text.slice(Math.max(0, sign - MOVIE_REACH), sign).toLowerCase();
  return head.includes(".swf?");
};

/** "top._=alert", "document.k=eval": put where every name is looked for. */
const isGivenToHost = (tokens: Tokens, at: number): boolean => {
  for (let index = at - 3; index > at - 9; index -= 2) {
    if (kindAt(tokens, index) !== 46) return false;
    if ((bitsAt(tokens, index - 1) & JS_HOST) !== 0) return textAt(tokens, index - 1) !== "this";
  }
  return false;
};

/** "`$" before a brace: a template, perhaps with a few letters before it. */
const isInTemplate = (tokens: Tokens, brace: number): boolean => {
  if (textAt(tokens, brace - 1) !== "$") return false;
  const open = kindAt(tokens, brace - 2) === NUMBER ? brace - 3 : brace - 2;
  return kindAt(tokens, open) === BACKTICK && isGlued(tokens, open);
};

/** "1..eval", "''.eval", "{}.eval": taken from a literal, which is how code gets at what it may not name. */
const isTakenFromLiteral = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at - 1) !== 46 || !/^(?:eval|alert)$/.test(textAt(tokens, at))) return false;
  const last = kindAt(tokens, at - 2);
  const first = kindAt(tokens, at - 3);
  if (last === 46) return first === NUMBER && isGlued(tokens, at);
  // ".7.eval", and no "1.2.eval", which is a version.
  const isPart = kindAt(tokens, at - 4) === WORD || kindAt(tokens, at - 4) === NUMBER;
  if (last === NUMBER) return first === 46 && isGlued(tokens, at) && !isPart;
  if (last === 125) return first === 123;
  return isQuote(last) && first === last && isGlued(tokens, at - 2);
};

/** "onblur=onclick=alert", "{onerror=alert}", "top._=alert", "k.swf?ready=alert": kept somewhere. */
const isKept = (tokens: Tokens, at: number): boolean => {
  if (isGivenToHost(tokens, at)) return true;
  if (isGlued(tokens, at) && isGivenToMovie(tokens, at)) return true;
  const follows = kindAt(tokens, at + 1);
  return (follows === END || follows === 125) && EVENT_NAME.test(textAt(tokens, at - 2));
};

const isGotByName = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at + 1) === kindAt(tokens, at - 1) &&
  kindAt(tokens, at + 2) === 41 &&
  kindAt(tokens, at + 3) === OPEN &&
  isGlued(tokens, at + 3) &&
  kindAt(tokens, at - 2) === 44;

/** "a=alert;a(1)", "[1].map(alert)", "onerror=eval;throw": the function is passed on, not called. */
export const isPassedOn = (tokens: Tokens, at: number): boolean => {
  const before = kindAt(tokens, at - 1);
  const follows = kindAt(tokens, at + 1);
  if (before === 46) return isTakenFromLiteral(tokens, at);
  // "Reflect.get(top,'alert')(7)": what is got by its name, and called.
  if (isQuote(before)) return isGotByName(tokens, at);
  const isOneOfSome = before === 44 || before === 63 || before === 58;
  if (isOneOfSome && isGlued(tokens, at)) return isOneOf(tokens, at);
  // "sort.call`${alert}1`": a template is a call of what stands before it.
  if (before === 123 && follows === 125) return isInTemplate(tokens, at - 1);
  if (before === 61 && isKept(tokens, at)) return true;
  if (before !== 61 && before !== OPEN && before !== 91) return false;
  if (follows === 41) return kindAt(tokens, at + 2) !== END || isCallback(tokens, at - 1);
  // "[XSS](https://…)" is a link of Markdown.
  // "at [eval]:1:1" is a line of a stack, and "`(prompt, answers)`" what a manual says.
  if (follows === 93) return kindAt(tokens, at + 2) !== OPEN && kindAt(tokens, at + 2) !== 58;
  if (before === OPEN && kindAt(tokens, at - 2) === BACKTICK) return false;
  return follows === 59 || follows === 44;
};
