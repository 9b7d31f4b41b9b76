import type { Analysis } from "../engine/finding.ts";
import {
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";

const OPEN = 40;
const OPTIONAL = 63;
const BACKTICK = 96;

/** Members of a function that call it. */
export const APPLIED = /^(?:call|apply|bind)$/;

/** Objects that ordinary code has computed members of: "this['on' + name](event)". */
const ORDINARY = /^(?:this|history)$/;

/** The bracket of "top[", "window?.[" behind the object at `at`; -1 where there is none. */
const bracketBehind = (tokens: Tokens, at: number): number => {
  const isOptional = kindAt(tokens, at + 1) === OPTIONAL && kindAt(tokens, at + 2) === 46;
  const bracket = isOptional ? at + 3 : at + 1;
  return kindAt(tokens, bracket) === 91 && isGlued(tokens, bracket) ? bracket : -1;
};

/** "8680439..toString(30)": a name that is a number in letters. */
const isCounted = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at) === NUMBER &&
  (isTextAt(tokens, at + 2, "tostring") || isTextAt(tokens, at + 3, "tostring"));

const mayBeJoined = (tokens: Tokens, at: number): boolean => {
  const kind = kindAt(tokens, at);
  const isEscaped = kind === 92 && isQuote(kindAt(tokens, at + 1));
  return isQuote(kind) || isEscaped || kind === 47 || kind === BACKTICK || kind === OPEN;
};

/** Whether the member that ends with the "]" at `close` is called, gone into or set. */
const isUsed = (tokens: Tokens, close: number): boolean => {
  const next = kindAt(tokens, close + 1);
  if (next === 46) return APPLIED.test(textAt(tokens, close + 2));
  return next === OPEN || next === BACKTICK || next === 91 || next === 61;
};

/** How many tokens of what names a member are read. */
const REACH = 22;

/** The "]" that closes the bracket before `first`; -1 where none is near. */
const closeOf = (tokens: Tokens, first: number): number => {
  let depth = 0;
  for (let index = first; index < first + REACH; index += 1) {
    const kind = kindAt(tokens, index);
    if (kind === 91) depth += 1;
    if (kind !== 93) continue;
    if (depth === 0) return index;
    depth -= 1;
  }
  return -1;
};

/** "self[k](7)": whatever is called, what it is given is written out, as in no program that works. */
const isTried = (tokens: Tokens, first: number, close: number): boolean =>
  kindAt(tokens, first) === WORD &&
  kindAt(tokens, close + 1) === OPEN &&
  isGlued(tokens, close + 1) &&
  kindAt(tokens, close + 2) === NUMBER &&
  kindAt(tokens, close + 3) === 41;

/** "this['alert'](7)": nobody who may write the name would quote it. */
const isQuotedSink = (tokens: Tokens, first: number): boolean =>
  isQuote(kindAt(tokens, first)) &&
  kindAt(tokens, first + 3) === 93 &&
  /^(?:alert|eval|prompt|confirm)$/.test(textAt(tokens, first + 1));

/** "top['al'+'ert'](1)", "self[/al/.source+…]", "document['cookie']": a member by its spelling. */
export const analyseComputed = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const bracket = bracketBehind(tokens, at);
  if (bracket < 0) return;
  const first = bracket + 1;
  analysis.meter.steps += REACH;
  const close = closeOf(tokens, first);
  if (close < 0) return;
  const isOrdinary = ORDINARY.test(textAt(tokens, at));
  const isSpelled = isCounted(tokens, first) || (!isOrdinary && mayBeJoined(tokens, first));
  const isNamed = isQuotedSink(tokens, first) || (!isOrdinary && isTried(tokens, first, close));
  if (!isSpelled && !isNamed) return;
  if (isTextAt(tokens, at, "document") && isTextAt(tokens, first + 1, "cookie")) {
    analysis.report.add("xss.document-read");
  }
  if (isUsed(tokens, close)) analysis.report.add("xss.computed-member");
};
