import type { Span } from "./constraint.ts";

/** A word, a number or a sign of a sentence. */
export type Token = Span & {
  readonly kind: "word" | "number" | "sign";
  /** Lower case, without accents and apostrophes. */
  readonly text: string;
  /** The value of a number, else NaN. */
  readonly value: number;
};

/** Without accents, in lower case, of the same length, so that places stay what they are. */
const plain = (char: string): string => {
  const base = char.normalize("NFD").charAt(0).toLowerCase();
  if (base === "ß") return "s";
  if (base === "’" || base === "`" || base === "´") return "'";
  if (base === "–" || base === "—" || base === "−") return "-";
  return base.length === 1 ? base : char;
};

const isLetter = (char: string): boolean => char >= "a" && char <= "z";
const isDigit = (char: string): boolean => char >= "0" && char <= "9";

/** "2,200" and "2.200" are two thousand two hundred; "1,5" and "1.5" are one and a half. */
export const numberOf = (text: string): number => {
  const parts = text.split(/[.,]/);
  const [first = "", ...rest] = parts;
  if (first !== "0" && rest.length > 0 && rest.every((part) => part.length === 3)) {
    return Number(parts.join(""));
  }
  return rest.length > 1 ? Number.NaN : Number(text.replace(",", "."));
};

/** The end of the run that begins at `from`. */
const endOf = (chars: readonly string[], from: number, fits: (at: number) => boolean): number => {
  let end = from + 1;
  while (end < chars.length && fits(end)) end += 1;
  return end;
};

/** Splits a sentence; every character is looked at once or twice. */
export const tokenize = (sentence: string): readonly Token[] => {
  const chars = sentence.split("").map(plain);
  const at = (index: number): string => chars[index] ?? "";
  const tokens: Token[] = [];
  for (let start = 0; start < chars.length; ) {
    const char = at(start);
    let end = start + 1;
    let kind: Token["kind"] = "sign";
    if (isLetter(char)) {
      kind = "word";
      const isIn = (i: number) => isLetter(at(i)) || (at(i) === "'" && isLetter(at(i + 1)));
      end = endOf(chars, start, isIn);
    } else if (isDigit(char)) {
      kind = "number";
      const isIn = (i: number) =>
        isDigit(at(i)) || ((at(i) === "." || at(i) === ",") && isDigit(at(i + 1)));
      end = endOf(chars, start, isIn);
    }
    const text = chars.slice(start, end).join("").replaceAll("'", "");
    if (char.trim() !== "") {
      const value = kind === "number" ? numberOf(text) : Number.NaN;
      tokens.push({ kind, text, value, start, end });
    }
    start = end;
  }
  return tokens;
};

/** English plurals, roughly: mushrooms, tomatoes and berries are what they are one by one. */
export const stem = (word: string): string => {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith("oes")) return word.slice(0, -2);
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
};
