// What every injection into a string has in common, whatever language the query or the code is written in:
// the string is left, something is said, and then the string is opened again or a comment hides the rest.
// So a short value is read as if it began within a string, or within brackets.

/** What is longer is a text, whose passages are read by themselves. */
export const LONGEST_FRAME = 512;

/** A short value, the quote that it is left by, as JSON and strings write it too, and brackets behind it. */
const LEFT = /^[\w .@+:*/^$-]{0,40}?(\\{0,2}['"`]|\*\/(?=\s))[\s)}\]]{0,8}/;
/** A short value within brackets that it closes. */
const CLOSED = /^[\w ,.@+:*$'"-]{0,40}?[)}\]][\s)}\]]{0,8}/;

/** What a query or a piece of code goes on with behind a string; a quoted word has its letters there. */
const GOES_ON =
  /^(?:[|&;,+\-*/%^?:.=<>!~[({]|(?:or|and|not|xor|in|is|like|return|if|for|while|throw|var|let|const|switch|try|do|instanceof|union|where|filter|match|optional|set|with|create|detach|delete|remove|update|insert|upsert|replace|merge|limit|sort|skip|order|group|having|select|from|call|unwind|foreach|as|end|begin|then|else|using|allow|values|yield|into)\b)/i;

/** What is said in between, without the contents of its strings: an operator and what it works on. */
const OPERAND = /[\w"[\]{}]/;
const WEAK = /[|&+\-*/%^?,=<>~;:.!([]|\b(?:or|and|return|in|is|like)\b/i;
const STRONG =
  /\|\||&&|[=!<>~]=|=~|=>|\|>|\w\s?\(|[\w"\])]\s?[<>]\s?[\w"]|[\w"\])]\s{0,3}=\s{0,3}[\w"{[(]|[{,]\s{0,3}[\w"$]{1,40}\s?:|\w:"|;\s{0,3}[A-Za-z]|\breturn\b|\bthis\b|\b(?:or|and)\s{1,3}(?:not\s{1,3})?\w{1,30}[:.(]|\{[^{}]{0,40}\}/i;
const KEYWORDS = /\b[A-Z]{3,12}\s[A-Z]{2,12}\b/;
/** A sentence: words in a row that are none of a query, which are written in capitals or few. */
const SENTENCE = /(?:^|[ ,])[a-z]{2,16}(?: [a-z]{2,16}){4}(?:[ .,!?]|$)/;
/** What stands behind the quote that is opened again, and behind the sign of a comment. */
const REOPENED = /^(?:[.:]?[\w %*^$/-][\w %.*^$/:-]{0,24})?$/;
const LONGEST_COMMENT = 40;

const QUOTES: ReadonlySet<string> = new Set(["'", '"', "`"]);
const CLOSERS: ReadonlySet<string> = new Set([")", "]", "}"]);
const OPENERS: ReadonlySet<string> = new Set(["(", "[", "{"]);
/** What a literal pattern of JavaScript stands behind, where a division cannot. */
const BEFORE_PATTERN = /[(,=:[!&|?{};+]\s{0,3}$/;
const PATTERN = /^\/(?![/*\s])(?:\\.|[^\\/\n]){1,80}\//;
/** Comments of the languages of stores; "#" and "--" behind a word are something else. */
const COMMENT = /^(?:\/\/|\/\*|--|#|<!--|%00|\0)/;

/** How a piece of code was read up to its end. */
interface Reading {
  /** Without what its strings and patterns hold: '"' stands for each. */
  readonly code: string;
  /** The string or the comment that the end lies in. */
  readonly ending: "string" | "comment" | "code";
  /** The quote of that string, and what stands behind it or behind the sign of the comment. */
  readonly quote: string;
  readonly rest: string;
  /** Brackets that are opened and not closed. */
  readonly open: number;
}

/** The end of the string that begins at `from`, behind its quote; -1 where it has none. */
const endOfString = (text: string, from: number): number => {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return -1;
};

/** How many characters of a comment that ends, or of a pattern, stand at a place; 0 for other things. */
const skipped = (text: string, at: number, code: string): number => {
  if (text[at] !== "/") return 0;
  if (text[at + 1] === "*") {
    const end = text.indexOf("*/", at + 2);
    return end < 0 ? 0 : end + 2 - at;
  }
  return BEFORE_PATTERN.test(code.slice(-4)) || code === ""
    ? (PATTERN.exec(text.slice(at, at + 84))?.[0].length ?? 0)
    : 0;
};

const isComment = (text: string, at: number): boolean => {
  const sign = COMMENT.exec(text.slice(at, at + 4))?.[0];
  if (sign === undefined || (sign === "//" && text[at - 1] === ":")) return false;
  return sign !== "--" || /^(?:[\s[;]|$)/.test(text[at + 2] ?? "");
};

/** Brackets that are open behind one more character. */
const openBehind = (sign: string, open: number): number => {
  if (OPENERS.has(sign)) return open + 1;
  return CLOSERS.has(sign) && open > 0 ? open - 1 : open;
};

/** Reads code from a place on. Linear: each character is looked at once. */
const readCode = (text: string, from: number): Reading => {
  let code = "";
  let open = 0;
  for (let at = from; at < text.length; ) {
    const sign = text[at] ?? "";
    const length = skipped(text, at, code);
    if (length > 0) {
      code += text[at + 1] === "*" ? " " : '"';
      at += length;
    } else if (isComment(text, at)) {
      return { code, ending: "comment", quote: "", rest: text.slice(at + 2), open };
    } else if (QUOTES.has(sign) && !/[\w$]$/.test(code)) {
      const end = endOfString(text, at);
      if (end < 0) return { code, ending: "string", quote: sign, rest: text.slice(at + 1), open };
      code += '"';
      at = end;
    } else {
      open = openBehind(sign, open);
      code += sign;
      at += 1;
    }
  }
  return { code, ending: "code", quote: "", rest: "", open };
};

const isStrong = (code: string): boolean => STRONG.test(code) || KEYWORDS.test(code);

const isHidden = ({ ending, rest }: Reading): boolean =>
  ending === "comment" && rest.length <= LONGEST_COMMENT && !rest.includes("\n");

/** "the `*` sign", "they're", "'Where are you?'": a quote behind a blank or nothing, or before a letter. */
const OPENS = /^[\w .@+:*/^$-]{0,40}?(?: ['"`]\S|['"`][a-z])|^`[.<\d]/i;

/** "x' || this.a || 'y", 'x" |> yield() //': a string is left and opened again, or its rest hidden. */
const leavesString = (text: string): boolean => {
  const left = LEFT.exec(text);
  if (left === null || OPENS.test(text) || !GOES_ON.test(text.slice(left[0].length))) return false;
  const reading = readCode(text, left[0].length);
  // 'soup"}}//': all that was opened is closed, and the rest hidden.
  if (/[)}\]]$/.test(left[0]) && reading.code === "" && isHidden(reading)) return true;
  if (!OPERAND.test(reading.code) || SENTENCE.test(reading.code)) return false;
  if (isHidden(reading)) return isStrong(reading.code);
  const isAgain =
    reading.ending === "string" &&
    left[1]?.endsWith(reading.quote) === true &&
    REOPENED.test(reading.rest);
  return isAgain && WEAK.test(reading.code);
};

/** "7) || g() //", "1]; REMOVE TABLE a; RETURN [1": brackets are left and opened again, or the rest hidden. */
const leavesBrackets = (text: string): boolean => {
  const closed = CLOSED.exec(text)?.[0];
  if (closed === undefined) return false;
  const behind = text.slice(closed.length);
  if (!GOES_ON.test(behind)) return false;
  const reading = readCode(text, closed.length);
  const isAgain = reading.open > 0 && reading.ending !== "comment";
  return (isHidden(reading) || isAgain) && isStrong(reading.code) && !SENTENCE.test(reading.code);
};

/** Whether a value leaves the string or the brackets that it stands in, and puts them right again. */
export const leavesFrame = (text: string): boolean =>
  text.length <= LONGEST_FRAME && (leavesString(text) || leavesBrackets(text));
