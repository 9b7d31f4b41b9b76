import type { Analysis } from "../engine/finding.ts";
import {
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
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

/** "top['al'+'ert'](1)", "self[/al/.source+…]", "document['cookie']": a member by its spelling. */
export const analyseComputed = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const bracket = bracketBehind(tokens, at);
  if (bracket < 0) return;
  const isOrdinary = ORDINARY.test(textAt(tokens, at));
  const first = bracket + 1;
  if (!isCounted(tokens, first) && (isOrdinary || !mayBeJoined(tokens, first))) return;
  if (isTextAt(tokens, at, "document") && isTextAt(tokens, first + 1, "cookie")) {
    analysis.report.add("xss.document-read");
  }
  for (let index = first + 1; index < first + 22; index += 1) {
    analysis.meter.steps += 1;
    if (kindAt(tokens, index) !== 93) continue;
    if (isUsed(tokens, index)) analysis.report.add("xss.computed-member");
    return;
  }
};
