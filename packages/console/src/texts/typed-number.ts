import type { Texts } from "./texts.ts";

/** What a number in a field may be. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
}

/** Digits of Arabic and of Persian keyboards: their code points end in what they stand for. */
const easternDigits = /[\u0660-\u0669\u06f0-\u06f9]/g;
/** What says which way a text runs comes along when it is pasted (Unicode UAX 9). */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** What people put between digits: points, commas (of Arabic too), apostrophes and spaces. */
const marks = /([.,\u060c\u066b\u066c'’ \u00a0\u2009\u202f])/;

const POINT_OR_COMMA = [".", ",", "\u060c"];
const ARABIC_DECIMAL = "\u066b";
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

/** What stands before the fraction in a language: "." in English, "," in German. */
const decimalMark = (t: Pick<Texts, "number">): string =>
  t.number(0.5, ONE_DIGIT).replace(/\p{Nd}/gu, "");

const isDecimal = (mark: string): boolean =>
  mark === ARABIC_DECIMAL || POINT_OR_COMMA.includes(mark);

const isGrouped = ([first = "", ...rest]: readonly string[]): boolean =>
  rest.length === 0 || (/^[1-9]\d{0,2}$/.test(first) && rest.every((part) => part.length === 3));

/**
 * True where the last mark begins the fraction. Two kinds of marks, or one kind twice, say so
 * themselves; of a single one before three digits, as in "2.000", only the language can tell.
 */
const endsInFraction = (
  t: Pick<Texts, "number">,
  parts: readonly string[],
  used: readonly string[],
): boolean => {
  const last = used.at(-1) ?? "";
  if (!isDecimal(last)) return false;
  if (last === ARABIC_DECIMAL) return true;
  if (used.length > 1) return last !== used[0];
  return !isGrouped(parts) || last === decimalMark(t);
};

/**
 * A number as people of a language type it: "2,000" and "1.5" in English, "2.000" and "1,5" in
 * German, with the digits of Arabic as well. Undefined for everything else, so also for what
 * only programs write, such as "1e3" or "0x7d0".
 */
export const readNumber = (t: Pick<Texts, "number">, text: string): number | undefined => {
  const typed = text
    .replace(directions, "")
    .trim()
    .replace(easternDigits, (digit) => String(digit.charCodeAt(0) % 16));
  const isNegative = /^[-−]/.test(typed);
  const pieces = typed.slice(isNegative ? 1 : 0).split(marks);
  const parts = pieces.filter((_, at) => at % 2 === 0);
  const used = pieces.filter((_, at) => at % 2 === 1);
  const fraction = endsInFraction(t, parts, used) ? (parts.pop() ?? "") : "";
  const groupMarks = used.slice(0, parts.length - 1);
  if (groupMarks.some((mark) => mark !== groupMarks[0] || mark === ARABIC_DECIMAL))
    return undefined;
  const digits = parts.join("");
  if (!isGrouped(parts) || !/^\d+$/.test(`${digits}${fraction}`)) return undefined;
  const value = Number(`${isNegative ? "-" : ""}${digits}.${fraction}`);
  return Number.isFinite(value) ? value : undefined;
};

/** A number as it is typed, or undefined where it is none, or not within its bounds. */
export const readNumberWithin = (
  t: Pick<Texts, "number">,
  text: string,
  { least, most, isWhole = false }: NumberBounds,
): number | undefined => {
  const value = readNumber(t, text);
  if (value === undefined || value < least || value > most) return undefined;
  return isWhole && !Number.isInteger(value) ? undefined : value;
};

/** A number for a field, as `readNumber` reads it in the same language: no groups, all its digits. */
export const writeNumber = (t: Pick<Texts, "number">, value: number): string =>
  Number.isInteger(value) ? String(value) : String(value).replace(".", decimalMark(t));
