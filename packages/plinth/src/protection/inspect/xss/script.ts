import { createFences, type Fences } from "../engine/fences.ts";
import type { Analysis } from "../engine/finding.ts";
import { beginsLine } from "../engine/lines.ts";
import {
  beginOf,
  bitsAt,
  DASHES,
  END,
  isGlued,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import { JS_HOST, JS_MEMBER, JS_SINK } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { analyseComposed } from "./composed.ts";
import { APPLIED, analyseComputed } from "./computed.ts";
import { isPassedOn } from "./handed.ts";
import { isFunctionMaker, isFunctionOfText, isLoadedFromElsewhere } from "./makers.ts";
import { analyseSpelled } from "./spelled.ts";
import { squeezed } from "./urls.ts";

const OPEN = 40;
const BACKTICK = 96;
/** Schemes whose URLs are code. */
const SCHEMES: ReadonlySet<string> = new Set([
  "javascript",
  "vbscript",
  "livescript",
  "jscript",
  "mocha",
]);
/** Punctuation behind which an expression begins in code, hardly ever in prose. */
const LEADS: ReadonlySet<number> = new Set([
  59, 61, 43, 45, 42, 47, 126, 33, 123, 91, 124, 38, 58, 63, 94, 39, 34, 96, 62, 44, 40, 125,
]);

/** "alert(1)", "alert`1`", "alert?.(1)", "(alert)(1)". */
const callOpens = (tokens: Tokens, at: number): number => {
  let next = at + 1;
  if (kindAt(tokens, next) === 63 && kindAt(tokens, next + 1) === 46) next += 2;
  if (kindAt(tokens, next) === 41 && kindAt(tokens, at - 1) === OPEN) next += 1;
  if (kindAt(tokens, next) === 46 && APPLIED.test(textAt(tokens, next + 1))) next += 2;
  const kind = kindAt(tokens, next);
  return kind === OPEN || kind === BACKTICK ? next : -1;
};

const PROOFS = /^(?:alert|prompt|confirm|eval|execscript|msgbox|xss|rwar|expression)$/;
const TIMERS = /^(?:settimeout|setinterval)$/;

/** "eval(name)", "setTimeout(URL.slice(9))": what the page before, or the address, has put there. */
const isGivenFromOutside = (tokens: Tokens, open: number): boolean => {
  if (!isGlued(tokens, open) || !isGlued(tokens, open + 1)) return false;
  const first = textAt(tokens, open + 1);
  if (first === "name" || first === "url")
    return kindAt(tokens, open + 2) === 41 && isRun(tokens, open);
  return first === "location" && kindAt(tokens, open + 2) === 46;
};

/** Whether the name before the bracket is one that runs its argument. */
const isRun = (tokens: Tokens, open: number): boolean =>
  /^(?:eval|settimeout|setinterval|execscript)$/.test(textAt(tokens, open - 1));

/** Whether the first argument is written out, as it is in proofs and not in the prose of manuals. */
const isWrittenOut = (tokens: Tokens, open: number): boolean => {
  const first = kindAt(tokens, open + 1);
  if (isGivenFromOutside(tokens, open)) return true;
  if (first === NUMBER || isQuote(first) || first === 47 || first === BACKTICK) return true;
  if (kindAt(tokens, open) === BACKTICK && first !== END) return true;
  const bits = bitsAt(tokens, open + 1);
  return (
    (bits & (JS_HOST | JS_MEMBER | JS_SINK)) !== 0 ||
    /^(?:string|xss)$/.test(textAt(tokens, open + 1))
  );
};

/** Whether the call that `open` opens is one that attacks make. */
const isAttackCall = (tokens: Tokens, word: string, at: number, open: number): boolean => {
  const before = kindAt(tokens, at - 1);
  if (PROOFS.test(word)) {
    // "alert.call(null,1)": nobody writes about that.
    if (kindAt(tokens, at + 1) === 46 && word !== "expression") return true;
    // "JSON/eval (#12)": a choice of words, and a bracket behind them.
    const isLed =
      LEADS.has(before) && isGlued(tokens, at) && (before !== 47 || isGlued(tokens, open));
    return isWrittenOut(tokens, open) || (at > 0 && isLed);
  }
  const isText = isQuote(kindAt(tokens, open + 1));
  if (TIMERS.test(word)) {
    const isTemplate = kindAt(tokens, open) === BACKTICK && isGlued(tokens, open);
    return isText || isTemplate || isGivenFromOutside(tokens, open);
  }
  if (word === "importscripts" && isLoadedFromElsewhere(tokens, at)) return true;
  // "';fetch('//host')": loads from elsewhere, out of a string that was left.
  const isLoading = word === "fetch" || word === "importscripts";
  // "reply = fetch('/plans')" is how programs write it.
  const isAssigned = before === 61 && isGlued(tokens, at);
  return isLoading && isText && (before === 59 || isQuote(before) || isAssigned);
};

/** How far back a backtick is looked for that another one closes. */
const SPAN = 24;

/** "`eval`", "`alias in expression` to": in backticks, as manuals write names. */
const closesSpan = (tokens: Tokens, at: number): boolean => {
  for (let index = at - 1; index > at - SPAN && index >= 0; index -= 1) {
    if (kindAt(tokens, index) === BACKTICK) {
      // "[`POST /confirm`](routes.md)": the text of a link.
      const isLink = kindAt(tokens, index - 1) === 91 && kindAt(tokens, at + 1) === 93;
      // "(`--eval` or nothing)": an option.
      const isOption = kindAt(tokens, index + 1) === DASHES;
      return index === at - 2 || index === 0 || !isGlued(tokens, index) || isLink || isOption;
    }
  }
  return false;
};

const analyseSink = (analysis: Analysis, tokens: Tokens, at: number, isFenced: Fences): void => {
  const word = textAt(tokens, at);
  const before = kindAt(tokens, at - 1);
  // Only what calls it is CSS; "$(expression).bind(" is a variable of some library.
  if (word === "expression" && kindAt(tokens, at + 1) !== OPEN) return;
  const open = callOpens(tokens, at);
  if (open < 0) {
    if (PROOFS.test(word) && isPassedOn(tokens, at)) analysis.report.add("xss.passed-function");
    return;
  }
  if (!isGlued(tokens, open) && before === WORD) return;
  // "[`eval()`][]": the name of a function, in backticks.
  const isNamed = before === BACKTICK && kindAt(tokens, open + 2) === BACKTICK;
  if (isNamed && kindAt(tokens, open + 1) === 41) return;
  // Behind "${" the backtick begins a template inside of another.
  const isNested = before === 123;
  if (kindAt(tokens, open) === BACKTICK && !isNested && closesSpan(tokens, open)) return;
  if (isAttackCall(tokens, word, at, open) && !isFenced(beginOf(tokens, at))) {
    analysis.report.add("xss.script-call");
  }
};

const READ_MEMBERS = /^(?:cookie|domain|location)$/;
const WRITE_MEMBERS = /^(?:write|writeln)$/;
const CALLED_MEMBERS = /^(?:alert|eval|prompt|confirm)$/;

/** "document.write(x", "document.cookie" in an expression, "window.location=". */
const hostMemberRule = (tokens: Tokens, at: number): RuleId | undefined => {
  const word = textAt(tokens, at);
  const member = textAt(tokens, at + 2);
  const follows = kindAt(tokens, at + 3);
  if (follows === OPEN && kindAt(tokens, at + 4) !== 41) {
    if (WRITE_MEMBERS.test(member)) return "xss.document-write";
    if (CALLED_MEMBERS.test(member)) return "xss.script-call";
  }
  if (follows === 61 && kindAt(tokens, at + 4) !== 61 && isAssignable(word, member)) {
    return "xss.navigation";
  }
  if (!READ_MEMBERS.test(member) || word === "this" || !isGlued(tokens, at)) return undefined;
  const before = kindAt(tokens, at - 1);
  const isInTemplate = before === 123 && textAt(tokens, at - 2).endsWith("$");
  const isLed = before === 43 || before === OPEN || before === 61 || isInTemplate;
  return isLed || follows === 41 || follows === 43 ? "xss.document-read" : undefined;
};

/** "location='//host'", "location=name". */
const isSentAway = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at + 1) !== 61 || kindAt(tokens, at + 2) === 61) return false;
  const isCode = (bitsAt(tokens, at + 2) & (JS_HOST | JS_SINK)) !== 0;
  // "location=name": the name of a window is whatever the page before says.
  const isName =
    isTextAt(tokens, at + 2, "name") && isGlued(tokens, at + 1) && isGlued(tokens, at + 2);
  const isAny = isCode || isName || isQuote(kindAt(tokens, at + 2));
  return isTextAt(tokens, at, "location") && isAny;
};

/** "with(document)write(": what follows is a member, and does not say so. */
const isWith = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at - 1) === OPEN &&
  kindAt(tokens, at + 1) === 41 &&
  isGlued(tokens, at - 1) &&
  isTextAt(tokens, at - 2, "with");

/** What is done with an object of the browser. */
const analyseHost = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const next = kindAt(tokens, at + 1);
  if (next === 46) {
    const rule = hostMemberRule(tokens, at);
    if (rule !== undefined) analysis.report.add(rule);
  } else if (next === 91 || next === 63) analyseComputed(analysis, tokens, at);
  else if (isSentAway(tokens, at)) analysis.report.add("xss.navigation");
  else if (isWith(tokens, at)) analysis.report.add("xss.computed-member");
};

const isAssignable = (host: string, member: string): boolean =>
  (member === "location" && host !== "this") ||
  (host === "location" && (member === "href" || member === "hash")) ||
  (host === "document" && (member === "domain" || member === "cookie"));

/** "String.fromCharCode(103,", "eval(atob(": code that is spelled or decoded first. */
const isSpelled = (tokens: Tokens, at: number, word: string): boolean => {
  const before = kindAt(tokens, at - 1);
  if (kindAt(tokens, at + 1) !== OPEN) return false;
  if (word === "atob" || word === "unescape") {
    return before === OPEN && (bitsAt(tokens, at - 2) & JS_SINK) !== 0;
  }
  return before === 46 && kindAt(tokens, at + 2) === NUMBER;
};

/** "innerHTML='…'", "outerHTML+=…". */
const isMarkupWritten = (tokens: Tokens, at: number): boolean => {
  const next = kindAt(tokens, at + 1);
  const value = kindAt(tokens, at + 2);
  if (next === 43) return value === 61;
  const isCode = (bitsAt(tokens, at + 2) & (JS_HOST | JS_MEMBER)) !== 0;
  return next === 61 && (isQuote(value) || isCode);
};

const analyseMember = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const { report } = analysis;
  const word = textAt(tokens, at);
  switch (word) {
    case "fromcharcode":
    case "fromcodepoint":
    case "atob":
    case "unescape":
      if (isSpelled(tokens, at, word)) report.add("xss.spelled-code");
      break;
    case "constructor":
      if (isFunctionMaker(tokens, at)) report.add("xss.constructor");
      break;
    case "function":
      if (isFunctionOfText(tokens, at)) report.add("xss.constructor");
      break;
    case "import":
    case "getscript":
      if (isLoadedFromElsewhere(tokens, at)) report.add("xss.script-source");
      break;
    case "innerhtml":
    case "outerhtml":
      if (isMarkupWritten(tokens, at)) report.add("xss.document-write");
      break;
    case "createelement": {
      const isScript = /^(?:script|iframe)$/.test(textAt(tokens, at + 3));
      if (isScript && kindAt(tokens, at + 1) === OPEN) report.add("xss.document-write");
      break;
    }
  }
};

/** "data:text/html…" as a value. */
const isPageData = (tokens: Tokens, at: number): boolean => {
  const type = `${textAt(tokens, at + 2)}/${textAt(tokens, at + 4)}`;
  const isPage =
    type === "text/html" ||
    (at === 0 && /^(?:image\/svg|text\/xml|application\/xhtml)$/.test(type));
  return isPage && kindAt(tokens, at + 3) === 47 && isGlued(tokens, at + 2);
};

/** Longest scheme whose letters may stand apart. */
const LONGEST_SCHEME = 32;

/** The word at a place, with what a browser drops out of it: "java\tscript:" at the start of a value. */
const schemeAt = (tokens: Tokens, at: number): string => {
  const word = textAt(tokens, at);
  const end = beginOf(tokens, at + 1);
  if (at === 0 || end > LONGEST_SCHEME || !"avascript".endsWith(word)) return word;
  const whole = tokens.text.slice(0, end);
  return whole.trimStart().includes(" ") ? word : squeezed(whole);
};

const CODE_AFTER_WORD: ReadonlySet<number> = new Set([OPEN, 61, 46, 91, BACKTICK, 58, 123, 59]);
const CODE_AFTER_COLON: ReadonlySet<number> = new Set([47, BACKTICK, 34, 39, OPEN, 91]);

/** "javascript:alert(1)" as a text of its own: it becomes a link somewhere. */
const analyseScheme = (analysis: Analysis, tokens: Tokens, at: number): void => {
  if (!isGlued(tokens, at + 1)) return;
  const word = schemeAt(tokens, at);
  if (word === "data") {
    if (isPageData(tokens, at)) analysis.report.add("xss.data-text");
    return;
  }
  if (!SCHEMES.has(word)) return;
  // "JavaScript: the good parts" goes on with a space and words.
  const next = kindAt(tokens, at + 2);
  // "In JavaScript:", and code on the lines below.
  if (beginsLine(tokens, at + 2)) return;
  // "a `javascript:` address": the scheme is named.
  if (next === BACKTICK && kindAt(tokens, at - 1) === BACKTICK) return;
  // "that's JavaScript: [10, 9]".
  if (next === 91 && !isGlued(tokens, at + 2)) return;
  const isCode =
    next === WORD
      ? isGlued(tokens, at + 2) && CODE_AFTER_WORD.has(kindAt(tokens, at + 3))
      : CODE_AFTER_COLON.has(next);
  if (!isCode) return;
  analysis.report.add(word === "vbscript" ? "xss.vbscript-url" : "xss.javascript-text");
};

/** "{() => …", "{(event) => …": a handler of JSX, which HTML takes for a function that nobody calls. */
const isHandler = (tokens: Tokens, open: number): boolean => {
  if (kindAt(tokens, open) !== 123 || kindAt(tokens, open + 1) !== OPEN) return false;
  const close = kindAt(tokens, open + 2) === WORD ? open + 3 : open + 2;
  return kindAt(tokens, close) === 41 && kindAt(tokens, close + 2) === 62;
};

/** An event attribute without its tag: the quote of an attribute was left. */
const analyseEventFragment = (analysis: Analysis, tokens: Tokens, at: number): void => {
  const word = textAt(tokens, at);
  if (!word.startsWith("on") || word.length < 5 || !/^on[a-z]+$/.test(word)) return;
  if (
    kindAt(tokens, at + 1) !== 61 ||
    kindAt(tokens, at + 2) === 61 ||
    kindAt(tokens, at + 2) === 62
  )
    return;
  if (isHandler(tokens, at + 2)) return;
  const value = at + (isQuote(kindAt(tokens, at + 2)) ? 3 : 2);
  for (let index = value; index < value + 10; index += 1) {
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, index);
    const isCall = (kind === OPEN || kind === BACKTICK) && index > value;
    if (isCall || isTextAt(tokens, index, "javascript")) {
      analysis.report.add("xss.event-fragment");
      return;
    }
    if (kind === END || kind === 62 || beginsLine(tokens, index + 1)) return;
  }
};

/** "{{constructor…}}", "{{$on.…}}", "${alert(1)}": templates that are evaluated in the page. */
const analyseTemplate = (analysis: Analysis, tokens: Tokens, at: number): void => {
  for (let index = at + 2; index < at + 18; index += 1) {
    analysis.meter.steps += 1;
    const bits = bitsAt(tokens, index);
    const next = kindAt(tokens, index + 1);
    // "[1].reduce(value.alert, 1)": handed on as a member.
    const isHanded =
      next === 44 && kindAt(tokens, index - 1) === 46 && isTextAt(tokens, index, "alert");
    const isCall = next === OPEN || next === 46 || isHanded;
    if ((bits & (JS_SINK | JS_MEMBER)) !== 0 && isCall) {
      analysis.report.add("xss.template");
      return;
    }
    if (kindAt(tokens, index) === 125 || kindAt(tokens, index) === END) return;
  }
};

const analyseWord = (analysis: Analysis, tokens: Tokens, at: number, isFenced: Fences): void => {
  const bits = bitsAt(tokens, at);
  if ((bits & JS_SINK) !== 0) analyseSink(analysis, tokens, at, isFenced);
  if ((bits & JS_HOST) !== 0) analyseHost(analysis, tokens, at);
  if ((bits & JS_MEMBER) !== 0) analyseMember(analysis, tokens, at);
};

/** What a sign behind a word makes of it: "javascript:", "onx=", "${". */
const analyseSignBehind = (analysis: Analysis, tokens: Tokens, at: number, sign: number): void => {
  if (sign === 58) analyseScheme(analysis, tokens, at);
  else if (sign === 61) analyseEventFragment(analysis, tokens, at);
  else if (sign === 123 && textAt(tokens, at).endsWith("$")) analyseTemplate(analysis, tokens, at);
};

/** Looks for JavaScript where a string or an attribute was left, and for links that run it. */
export const analyseScript = (analysis: Analysis, tokens: Tokens): void => {
  const isFenced = createFences(tokens.text, analysis.meter);
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const at = tokens.points[point] ?? 0;
    analysis.meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === WORD) {
      analyseWord(analysis, tokens, at, isFenced);
      continue;
    }
    if (kindAt(tokens, at - 1) === WORD) analyseSignBehind(analysis, tokens, at - 1, kind);
    if (kind === 123 && kindAt(tokens, at + 1) === 123) analyseTemplate(analysis, tokens, at);
  }
  analyseSpelled(analysis, tokens);
  analyseComposed(analysis, tokens);
};
