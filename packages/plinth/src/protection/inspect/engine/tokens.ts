import type { Meter } from "./finding.ts";
import { hexDigit } from "./percent.ts";
import { exactHashOn, type WordBits, wordBits } from "./words.ts";

/** Kinds of tokens; every other kind is the code of a punctuation character. */
export const END = 0;
/** A word: letters, digits, "_", "$", "@" in front. */
export const WORD = 1;
/** A number, also in hexadecimal. */
export const NUMBER = 2;
/** Two or more hyphens: a comment of SQL, a dash of prose. */
export const DASHES = 3;
/** A comment that is opened and never closed. */
export const OPEN_COMMENT = 5;

/**
 * A text cut into tokens. Quotes are tokens of their own and never swallow what follows: nobody knows
 * in which quotes a text will be put, so none is preferred.
 */
export interface Tokens {
  readonly text: string;
  readonly length: number;
  /** Four numbers a token, read by the functions below: kind, start, end, dictionary bits. */
  readonly data: Int32Array<ArrayBuffer>;
  /**
   * Tokens worth a look of their own: words that the dictionary knows and all punctuation but dots
   * and commas. In prose these are few.
   */
  readonly points: Int32Array<ArrayBuffer>;
  readonly pointCount: number;
}

const STRIDE = 4;
/** Beside the kind: white space or a comment stands before. */
const SPACED = 1 << 8;
const KIND_MASK = SPACED - 1;

const LETTER = 1;
const DIGIT = 2;
const SPACE = 4;

const classOf = (code: number): number => {
  const letter = code | 32;
  if (letter >= 97 && letter <= 122) return LETTER;
  if (code === 95 || code === 36 || code === 64) return LETTER;
  if (code >= 48 && code <= 57) return DIGIT;
  return code <= 32 ? SPACE : 0;
};

const CLASSES: Uint8Array = Uint8Array.from({ length: 0x10000 }, (_, code) =>
  code < 128 ? classOf(code) : LETTER,
);

/** Letters in lower case, every other character as it is. */
const LOWER: Uint16Array = Uint16Array.from({ length: 0x10000 }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
);

/** Class of a character; 0 behind the end. */
const classAt = (text: string, at: number): number =>
  at < text.length ? (CLASSES[text.charCodeAt(at)] ?? 0) : 0;

/** End of a number: "0x1f", "12", "1e0"; letters behind it are a word of their own. */
const numberEnd = (text: string, from: number): number => {
  let end = from;
  if (text[from] === "0" && (text.charCodeAt(from + 1) | 32) === 120) {
    end += 2;
    while (end < text.length && hexDigit(text.charCodeAt(end)) >= 0) end += 1;
    if (end > from + 2) return end;
    end = from;
  }
  while (end < text.length && classAt(text, end) === DIGIT) end += 1;
  if ((text.charCodeAt(end) | 32) === 101 && classAt(text, end + 1) === DIGIT) {
    end += 1;
    while (end < text.length && classAt(text, end) === DIGIT) end += 1;
  }
  return end;
};

/** End of a comment that opens at `at`; the content of MySQL's conditional ones is read. */
const commentEnd = (text: string, at: number): number | undefined => {
  if (text[at + 2] === "!") {
    let end = at + 3;
    while (end < at + 9 && classAt(text, end) === DIGIT) end += 1;
    return end;
  }
  const close = text.indexOf("*/", at + 2);
  return close < 0 ? undefined : close + 2;
};

/** End of a row of hyphens. */
const dashesEnd = (text: string, from: number): number => {
  let end = from;
  while (text.charCodeAt(end) === 45) end += 1;
  return end;
};

/** A longer copy, for texts with more tokens than most. */
const grown = (data: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const longer = new Int32Array(data.length * 2);
  longer.set(data);
  return longer;
};

/** Where tokens are written; whatever it held before is written over. */
type Sheet = Pick<Tokens, "data" | "points">;

/** Numbers in a sheet that is kept, 512 kB: longer texts get one of their own. */
const LARGEST_KEPT = 1 << 17;

/** Cuts texts into tokens. */
export interface Tokenizer {
  /**
   * Cuts a text into tokens and has them read. They are gone when `read` returns. A reading within a
   * reading gets a sheet of its own.
   */
  readonly read: (text: string, meter: Meter, read: (tokens: Tokens) => void) => void;
}

/**
 * Builds a tokenizer, which owns the sheet it writes on: one for every inspector. Nothing is ever read
 * from it that was not written for the same text; it only spares a fresh piece of memory, and its
 * clearing, for every text, which was what made one reading in a hundred take three times as long.
 */
export const createTokenizer = (): Tokenizer => {
  let spare: Sheet | undefined;
  const take = (length: number): Sheet => {
    const numbers = STRIDE * ((length >> 2) + 8);
    const points = (length >> 3) + 8;
    const sheet = spare;
    spare = undefined;
    const isEnough =
      sheet !== undefined && sheet.data.length >= numbers && sheet.points.length >= points;
    if (isEnough) return sheet;
    return { data: new Int32Array(numbers), points: new Int32Array(points) };
  };
  return {
    read: (text, meter, read) => {
      const tokens = tokenize(text, meter, take(text.length));
      try {
        read(tokens);
      } finally {
        const { data, points } = tokens;
        const isLarger = spare === undefined || spare.data.length < data.length;
        if (isLarger && data.length <= LARGEST_KEPT) spare = { data, points };
      }
    },
  };
};

/** Cuts a text into tokens in one pass. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch for each kind of character, and no call between
const tokenize = (text: string, meter: Meter, sheet: Sheet): Tokens => {
  let { data, points } = sheet;
  let length = 0;
  let pointCount = 0;
  let space = 0;
  let isNeverClosed = false;
  let at = 0;
  while (at < text.length) {
    const begun = at;
    const code = text.charCodeAt(at);
    const kind = CLASSES[code] ?? 0;
    let token = code;
    let known = 0;
    if (kind === SPACE) {
      space = SPACED;
      at += 1;
      continue;
    }
    if (kind === LETTER) {
      let hash = 0;
      let next = code;
      do {
        hash = exactHashOn(hash, LOWER[next] ?? 0);
        at += 1;
        next = at < text.length ? text.charCodeAt(at) : 0;
      } while (((CLASSES[next] ?? 0) & (LETTER | DIGIT)) !== 0);
      token = WORD;
      known = wordBits(hash);
    } else if (kind === DIGIT) {
      at = numberEnd(text, at);
      token = NUMBER;
    } else if (code === 45 && text.charCodeAt(at + 1) === 45) {
      at = dashesEnd(text, at);
      token = DASHES;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = isNeverClosed ? undefined : commentEnd(text, at);
      at = close ?? at + 2;
      if (close !== undefined) {
        space = SPACED;
        continue;
      }
      isNeverClosed = true;
      token = OPEN_COMMENT;
    } else if (code === 42 && text.charCodeAt(at + 1) === 47) {
      at += 2;
      space = SPACED;
      continue;
    } else {
      at += 1;
    }
    const place = length * STRIDE;
    if (place === data.length) data = grown(data);
    data[place] = token | space;
    data[place + 1] = begun;
    data[place + 2] = at;
    data[place + 3] = known;
    if (known !== 0 || (token > NUMBER && token !== 44 && token !== 46)) {
      if (pointCount === points.length) points = grown(points);
      points[pointCount] = length;
      pointCount += 1;
    }
    length += 1;
    space = 0;
  }
  meter.steps += text.length;
  return { text, length, data, points, pointCount };
};

/** Kind of a token; END behind the last and before the first. */
export const kindAt = (tokens: Tokens, index: number): number =>
  index >= 0 && index < tokens.length ? (tokens.data[index * STRIDE] ?? 0) & KIND_MASK : END;

/** Dictionary bits of a token. */
export const bitsAt = (tokens: Tokens, index: number): WordBits =>
  index >= 0 && index < tokens.length ? (tokens.data[index * STRIDE + 3] ?? 0) : 0;

/** Where a token begins in the text. */
export const beginOf = ({ data }: Tokens, index: number): number => data[index * STRIDE + 1] ?? 0;

/** Behind a token in the text. */
export const endOf = ({ data }: Tokens, index: number): number => data[index * STRIDE + 2] ?? 0;

/** A token in lower case; empty where there is none. */
export const textAt = (tokens: Tokens, index: number): string => {
  if (index < 0 || index >= tokens.length) return "";
  const { data, text } = tokens;
  const begin = data[index * STRIDE + 1] ?? 0;
  const end = data[index * STRIDE + 2] ?? 0;
  const token = text.slice(begin, end);
  // Most are in lower case already, and saying so is cheaper than a second string.
  for (let at = begin; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 128 || LOWER[code] !== code) return token.toLowerCase();
  }
  return token;
};

/** Whether a token is this word, in lower case. As `textAt`, but without a string for each token asked. */
export const isTextAt = (tokens: Tokens, index: number, word: string): boolean => {
  if (index < 0 || index >= tokens.length) return false;
  const { data, text } = tokens;
  const begin = data[index * STRIDE + 1] ?? 0;
  if ((data[index * STRIDE + 2] ?? 0) - begin !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) {
    if (LOWER[text.charCodeAt(begin + at)] !== word.charCodeAt(at)) return false;
  }
  return true;
};

/** Whether white space or a comment stands before a token. */
export const isSpaced = (tokens: Tokens, index: number): boolean =>
  index >= 0 && index < tokens.length && ((tokens.data[index * STRIDE] ?? 0) & SPACED) !== 0;

/** Whether nothing stands between a token and the one before. */
export const isGlued = (tokens: Tokens, index: number): boolean =>
  index > 0 && index < tokens.length && !isSpaced(tokens, index);

/** First token of a kind at or behind `from`; -1 where there is none. Looks at points only. */
export const nextOfKind = (tokens: Tokens, kind: number, from: number): number => {
  for (let point = 0; point < tokens.pointCount; point += 1) {
    const index = tokens.points[point] ?? 0;
    if (index >= from && kindAt(tokens, index) === kind) return index;
  }
  return -1;
};

/** ' and " as codes. */
export const isQuote = (kind: number): boolean => kind === 39 || kind === 34;
