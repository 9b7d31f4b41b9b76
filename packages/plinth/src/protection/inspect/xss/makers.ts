import { END, isGlued, isQuote, isTextAt, kindAt, type Tokens, textAt } from "../engine/tokens.ts";

const OPEN = 40;
const CLOSE = 41;

/** What a function is used with: called, ended as a statement, closed as an argument. */
const USED: ReadonlySet<number> = new Set([OPEN, 96, 91, CLOSE, 93, 59]);

/** "[].map.constructor('…')", "constructor.constructor(", "constructor.constructor.call(". */
export const isFunctionMaker = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at - 1) !== 46) return false;
  const next = kindAt(tokens, at + 1);
  if (next === OPEN && isQuote(kindAt(tokens, at + 2))) return true;
  if (!isTextAt(tokens, at - 2, "constructor")) return false;
  return USED.has(next) || (next === 46 && kindAt(tokens, at + 3) === OPEN);
};

/** How many tokens of a function's text are read. */
const REACH = 40;

/** "Function('…')()": made of a text and called at once. */
export const isFunctionOfText = (tokens: Tokens, at: number): boolean => {
  if (kindAt(tokens, at + 1) !== OPEN || !isQuote(kindAt(tokens, at + 2))) return false;
  for (let index = at + 3; index < at + REACH; index += 1) {
    const kind = kindAt(tokens, index);
    if (kind === END) return false;
    const isClosed = kind === CLOSE && isQuote(kindAt(tokens, index - 1));
    if (isClosed) return kindAt(tokens, index + 1) === OPEN && isGlued(tokens, index + 1);
  }
  return false;
};

/** "import('//host/…')", "$.getScript('https://…')": code of another host. */
export const isLoadedFromElsewhere = (tokens: Tokens, at: number): boolean => {
  const isCall = kindAt(tokens, at + 1) === OPEN && isGlued(tokens, at + 1);
  if (!isCall || !isQuote(kindAt(tokens, at + 2))) return false;
  const scheme = textAt(tokens, at + 3);
  if (scheme === "data" || scheme === "https" || scheme === "http") {
    return kindAt(tokens, at + 4) === 58;
  }
  return kindAt(tokens, at + 3) === 47 && kindAt(tokens, at + 4) === 47;
};
