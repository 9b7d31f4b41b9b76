/** Code of one file, with what is no code blanked out; every text is as long as the file. */
export interface Masked {
  /** Neither comments nor what stands in strings, templates and regular expressions; their quotes stay. */
  readonly code: string;
  /** Strings stay, comments do not. */
  readonly bare: string;
  /** Where comments are: start and end. */
  readonly comments: readonly (readonly [from: number, to: number])[];
}

/** After these a slash begins a regular expression; after a value it divides. */
const BEFORE_PATTERN = new Set("(,=:[!&|?{};+-*%^~>");
const WORDS_BEFORE_PATTERN = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|do|else)$/;

const blank = (out: string[], from: number, to: number): void => {
  for (let at = from; at < to; at += 1) if (out[at] !== "\n") out[at] = " ";
};

/** Whether a slash here begins a regular expression, by what stands before it in the masked code. */
const beginsPattern = (code: readonly string[], at: number): boolean => {
  let before = at - 1;
  while (before >= 0 && /\s/.test(code[before] ?? "")) before -= 1;
  if (before < 0) return true;
  if (BEFORE_PATTERN.has(code[before] ?? "")) return true;
  return WORDS_BEFORE_PATTERN.test(code.slice(Math.max(0, before - 11), before + 1).join(""));
};

const endOfPattern = (text: string, from: number): number | undefined => {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\n") return undefined;
    if (character === "\\") at += 1;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) return at;
  }
  return undefined;
};

/** Where a string ends: at its quote, or where its line does. */
const endOfString = (text: string, from: number): number => {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote || text[at] === "\n") return at;
  }
  return text.length;
};

/** Where the literal part of a template ends: at its backtick, or before a value "${". */
const endOfTemplatePart = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "`" || (text[at] === "$" && text[at + 1] === "{")) return at;
  }
  return text.length;
};

/**
 * Tells code from comments and strings, for JavaScript, TypeScript and JSX. One pass; where a file is
 * none of these the result is poor, and never an error.
 */
export const maskCode = (text: string): Masked => {
  const [code, bare] = [[...splitUnits(text)], [...splitUnits(text)]];
  const comments: (readonly [number, number])[] = [];
  // Depth of braces at which a template goes on.
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const comment = (to: number): number => {
    blank(code, at, to);
    blank(bare, at, to);
    comments.push([at, to]);
    return to;
  };
  const templatePart = (from: number): number => {
    const end = endOfTemplatePart(text, from);
    blank(code, from, end);
    if (text[end] !== "$") return end + 1;
    templates.push(depth);
    depth += 1;
    return end + 2;
  };
  /** Past a comment, or undefined where none begins here. */
  const pastComment = (next: string | undefined): number | undefined => {
    if (next !== "/" && next !== "*") return undefined;
    const end = next === "/" ? text.indexOf("\n", at) : text.indexOf("*/", at + 2);
    if (end < 0) return comment(text.length);
    return comment(next === "/" ? end : end + 2);
  };
  const pastSlash = (): number => {
    const past = pastComment(text[at + 1]);
    if (past !== undefined) return past;
    const end = beginsPattern(code, at) ? endOfPattern(text, at) : undefined;
    if (end === undefined) return at + 1;
    blank(code, at + 1, end);
    return end + 1;
  };
  const pastString = (): number => {
    const end = endOfString(text, at);
    blank(code, at + 1, end);
    return end + 1;
  };
  const pastBrace = (): number => {
    depth -= 1;
    if (templates.at(-1) !== depth) return at + 1;
    templates.pop();
    return templatePart(at + 1);
  };
  const step = (): number => {
    switch (text[at]) {
      case "/":
        return pastSlash();
      case '"':
      case "'":
        return pastString();
      case "`":
        return templatePart(at + 1);
      case "{":
        depth += 1;
        return at + 1;
      case "}":
        return pastBrace();
      default:
        return at + 1;
    }
  };
  while (at < text.length) at = step();
  return { code: code.join(""), bare: bare.join(""), comments };
};

/** UTF-16 units, so that offsets are those of the text. */
const splitUnits = (text: string): readonly string[] => text.split("");
