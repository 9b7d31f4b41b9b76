// What is only an attack as a whole value can be hidden in a page of prose. Somebody who hides it
// there cannot make prose of it: it stays a foreign body, and is read by itself.

import type { Meter } from "../engine/finding.ts";
import {
  AMPERSAND,
  AT,
  BACKSLASH,
  BANG,
  BRACE,
  BRACKET,
  CARET,
  DOLLAR,
  EQUALS,
  GREATER,
  HASH,
  LESS,
  PERCENT,
  PIPE,
  SLASH,
  STAR,
  TICK,
} from "../engine/flags.ts";

/** Characters of which a passage holds one at least; plain prose holds none of them. */
const ODD =
  SLASH |
  BACKSLASH |
  DOLLAR |
  TICK |
  PIPE |
  LESS |
  GREATER |
  EQUALS |
  BRACE |
  BRACKET |
  (HASH | PERCENT | CARET | STAR | BANG | AT | AMPERSAND);

/** Length from which on a text is an essay in which something can be hidden. */
export const LONG = 2_560;

/** What is longer is no foreign body. */
const LONGEST = 320;

/** Most passages of a text; one that has more of them is about technical things. */
const MOST = 8;
/** A text of this length may have one. */
const APART = 512;

/** Plain words between two odd ones that belong to the passage: "' or user like '". */
const GAP = 3;

const codesOf = (characters: string): ReadonlySet<number> =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));

/** By code: characters that ordinary words are not made of. */
const IS_SIGN: Uint8Array = new Uint8Array(128);
for (const code of codesOf("/\\$`|<>={}[]#%^*~@&+;'\"")) IS_SIGN[code] = 1;

/** What stands before a word and behind it in a sentence, quotations and emphasis among it. */
const OPENERS = codesOf("\"'([*_~-“„«‚‘");
const CLOSERS = codesOf("\"')]*_~-.,;:!?…”“»’");

/** "don't", "and/or", "A&B", "C++", "50%", "$12", "#3", "~20", "ines@example.org". */
const ORDINARY =
  /^(?:\$(?=\d)|[€£#@+~<>=^])?[\p{L}\p{N}][\p{L}\p{N}._:,!?-]{0,80}(?:['’/&+@][\p{L}\p{N}][\p{L}\p{N}._:,!?-]{0,80})?[%°*+#]{0,2}$/u;

/** A page on the web. */
const LINK = /^(?:https?:\/\/|www\.)[^\s'"<>`|;$]{1,300}$/i;

/** A word of prose; one that may belong to a passage beside it; one that makes a passage. */
type Oddity = "plain" | "weak" | "odd";

/** Signs that no sentence has alone; ";" behind a blank among them. */
const LONELY: ReadonlySet<string> = new Set(["|", ";", "'", '"']);

const isOddMark = (word: string): boolean =>
  (word.length > 1 || LONELY.has(word)) &&
  !/^(?:-{2,3}|\.{2,8}|\*{2,8}|={3,80}|[-:;]{1,2}[()|/])$/.test(word);

/** Judges a word in which there is a sign. */
const oddityOf = (word: string): Oddity => {
  let from = 0;
  let end = word.length;
  while (from < end && OPENERS.has(word.charCodeAt(from))) from += 1;
  while (end > from && CLOSERS.has(word.charCodeAt(end - 1))) end -= 1;
  if (from === end) return isOddMark(word) ? "odd" : "weak";
  const core = word.slice(from, end);
  if (ORDINARY.test(core)) return core.length === word.length ? "plain" : "weak";
  if (core.length === 1) return LONELY.has(core) ? "odd" : "weak";
  return LINK.test(core) ? "plain" : "odd";
};

/** Part of a text. */
interface Passage {
  readonly from: number;
  end: number;
  isOdd: boolean;
}

const isBlank = (code: number): boolean => code <= 32;

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/** "she's", "they're": most signs in prose are these. */
const isApostrophe = (text: string, at: number): boolean => {
  if (text.charCodeAt(at) !== 39 || !isLetter(text.charCodeAt(at - 1))) return false;
  let end = at + 1;
  while (end < at + 4 && isLetter(text.charCodeAt(end))) end += 1;
  return end > at + 1 && (end >= text.length || isBlank(text.charCodeAt(end)));
};

/** The first sign from a place on that says something about its word; the length where there is none. */
const nextSign = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 128 && IS_SIGN[code] === 1 && !isApostrophe(text, at)) return at;
  }
  return text.length;
};

/** "-", "n", "RETURN": no sentence is made of dashes, single letters and words in capitals. */
const isWord = (part: string): boolean => part.length > 1 && !/^[A-Z]{2,16}$/.test(part);

/** Most characters of the plain words between two odd ones. */
const REACH = 48;

/** Whether a word stands so near to a passage that both belong together. */
const isNear = (text: string, open: Passage, from: number, end: number): boolean => {
  if (from - open.end > REACH || end - open.from > LONGEST) return false;
  const between = text.slice(open.end, from);
  if (between.includes("\n")) return false;
  return between.split(/\s/, REACH).filter(isWord).length <= GAP;
};

/** Goes on with a passage by one word, or begins another one. */
const addWord = (text: string, open: Passage, from: number, end: number): Passage => {
  const oddity = end - from > LONGEST ? "plain" : oddityOf(text.slice(from, end));
  if (oddity === "plain") return open;
  const isOdd = oddity === "odd";
  if (!isNear(text, open, from, end)) return { from, end, isOdd };
  open.end = end;
  open.isOdd ||= isOdd;
  return open;
};

/** The passages of a text; reading ends when there are more than `most`. */
const findPassages = (text: string, most: number): readonly Passage[] => {
  const found: Passage[] = [];
  let open: Passage = { from: 0, end: 0, isOdd: false };
  let end = 0;
  for (let at = nextSign(text, 0); at < text.length && found.length <= most; ) {
    let from = at;
    while (from > end && !isBlank(text.charCodeAt(from - 1))) from -= 1;
    end = at + 1;
    while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
    const next = addWord(text, open, from, end);
    if (next !== open && open.isOdd) found.push(open);
    open = next;
    at = nextSign(text, end);
  }
  if (open.isOdd) found.push(open);
  return found;
};

/**
 * How a passage is read: its line where that is short; else by itself, with the word before it ("ls /srv"),
 * and with the word behind a sign that joins or compares ("&& env", "7 || true").
 */
const readings = (text: string, { from, end }: Passage): readonly string[] => {
  const start = Math.max(0, from - LONGEST);
  const head = text.slice(start, from);
  const tail = text.slice(end, end + LONGEST);
  const line = head.lastIndexOf("\n") + 1;
  const rest = tail.indexOf("\n");
  const isBegun = line > 0 || start === 0;
  const isEnded = rest >= 0 || end + tail.length === text.length;
  const behind = rest < 0 ? tail : tail.slice(0, rest);
  const alone = text.slice(from, end);
  if (isBegun && isEnded && head.length - line + behind.length <= LONGEST) {
    return [head.slice(line) + alone + behind];
  }
  const before = /[\p{L}\p{N}]{1,24}[ \t]$/u.exec(head.slice(line))?.[0] ?? "";
  const next = /[|&;<>=]$/.test(alone) ? /^[ \t][\p{L}\p{N}]{1,24}/u.exec(behind)?.[0] : undefined;
  return [...new Set([alone, before + alone, alone + (next ?? ""), before + alone + (next ?? "")])];
};

/** Code that Markdown quotes in a sentence, and its links: people explain things so. */
const isMarkdown = (passage: string): boolean => passage.includes("`") || passage.includes("](");

/** How a passage is read in which Markdown quotes something: without that, and each odd word left. */
const unexplained = (passage: string): readonly string[] => {
  const spans = passage.split("`");
  const links = spans
    .filter((_, at) => at % 2 === 0)
    .join(" ")
    .split("](");
  const isCut = spans.length % 2 === 0 || links.slice(1).some((link) => !link.includes(")"));
  if (isCut) return [];
  const rest = links
    .map((link, at) => (at === 0 ? link : link.slice(link.indexOf(")") + 1)))
    .join(" ");
  const odd = rest.split(/\s/).filter((word) => oddityOf(word) === "odd");
  return odd.length === 0 ? [] : [...new Set([rest.trim(), ...odd.slice(0, 2)])];
};

/** Whether a text is one to look for passages in; `flags` are the characters that it holds. */
export const mayHoldPassages = (text: string, flags: number): boolean =>
  text.length >= LONG && (flags & ODD) !== 0;

const FENCE = /^[ \t]{0,8}```[^\n]*$/m;

/** A text without the blocks of code that Markdown fences in at both ends. */
const withoutFences = (text: string): string => {
  if (!text.includes("```")) return text;
  const parts = text.split(FENCE);
  const isClosed = parts.length % 2 === 1;
  return parts.filter((_, at) => at % 2 === 0 || (!isClosed && at === parts.length - 1)).join("\n");
};

/** What in a long text is no prose, each passage to be read as a value of its own. */
export const oddPassages = (given: string, meter?: Meter): readonly string[] => {
  if (meter !== undefined) meter.steps += given.length;
  const text = withoutFences(given);
  const most = Math.min(MOST, Math.floor(text.length / APART));
  const passages = findPassages(text, most);
  if (passages.length > most) return [];
  return passages.flatMap((passage) => {
    const alone = text.slice(passage.from, passage.end);
    return isMarkdown(alone) ? unexplained(alone) : readings(text, passage);
  });
};
