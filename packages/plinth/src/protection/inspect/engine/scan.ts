import { BYTE_KINDS, buildAutomaton, KINDS } from "./automaton.ts";
import { BLANKS, BYTE_FLAGS, CALL, DASHES, DOTS, EQUALS, EVENT } from "./flags.ts";
import {
  CLAUSE,
  CLAUSE_HEAD,
  CONNECTIVE,
  DICTIONARY,
  JS_HOST,
  JS_MEMBER,
  JS_SCHEME,
  JS_SINK,
  RISKY_FUNCTION,
  SCRIPT_WORD,
  SHAPED,
  SQL_FUNCTION,
  type WordBits,
} from "./words.ts";

const pairFlag = (first: number, second: number): number => {
  if (first === KINDS.dot && (second === KINDS.dot || second === KINDS.separator)) return DOTS;
  if (first === KINDS.hyphen && second === KINDS.hyphen) return DASHES;
  if (second === KINDS.bracket && (first === KINDS.word || first === KINDS.digits)) return CALL;
  // "0x1for", "1e5or": the number goes on in letters, and the word begins where nobody sees it.
  if (first === KINDS.digits && second === KINDS.word) return DASHES;
  return first === KINDS.blank && second === KINDS.blank ? BLANKS : 0;
};

/** Signs of which the place is noted. */
const NOTED_SIGNS = "'\"&-;|\n\r";

// Names of this module: what is imported is looked up anew for each byte.
const {
  next: NEXT,
  rows: ROWS,
  start: START,
  notable: NOTABLE,
  kinds: KIND_OF,
  bits: BITS_OF,
  lengths: LENGTH_OF,
} = buildAutomaton(DICTIONARY, {
  noted: NOTED_SIGNS,
  isPair: (first, second) => pairFlag(first, second) !== 0,
});
const FLAGS = BYTE_FLAGS;

/** Where the kind of what stood before is in an index into PAIRS. */
const KIND_SHIFT = 8;

/** By the kind of what stood before and the byte behind it: what the two mean. */
const PAIRS = Int32Array.from({ length: 8 << KIND_SHIFT }, (_, index) =>
  pairFlag(index >> KIND_SHIFT, BYTE_KINDS[index & 255] ?? 0),
);

/** By byte: whether its place is noted. */
const IS_NOTED = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(NOTED_SIGNS.includes(String.fromCharCode(byte))),
);

/** Words of which the place is noted, so that what stands around them can be looked at. */
const NOTED_WORDS =
  CONNECTIVE |
  SHAPED |
  CLAUSE |
  CLAUSE_HEAD |
  SQL_FUNCTION |
  RISKY_FUNCTION |
  JS_SINK |
  JS_HOST |
  JS_MEMBER |
  JS_SCHEME |
  SCRIPT_WORD;

const EVENT_NAME = /on[a-z]{3}/i;

/** Beside the bits of a place: digits stand before the word, "1or". */
export const BEHIND_DIGITS = 1 << 31;

/** What one pass over a text shows. */
export interface Scan {
  /** Characters that occur. */
  readonly flags: number;
  /** What the words may mean; a hash decides, so that there may be bits too many, never too few. */
  readonly bits: WordBits;
}

/**
 * A text as UTF-8, with the places worth a look. Good until the scanner that made it reads the next.
 */
export interface Page extends Scan {
  readonly bytes: Uint8Array;
  /** Bytes of the text. */
  readonly length: number;
  /** In order: ends of words and signs. */
  readonly places: readonly number[];
  /** What the word that ends at each place may mean; 0 for signs. */
  readonly placeBits: readonly WordBits[];
  /** How many places count; what stands behind them is left from other texts. */
  readonly count: number;
}

/**
 * Up to here a loop over the codes is quicker than to have the text written as UTF-8. Where all texts are
 * narrow it would be up to some hundred, but wide strings, once seen, make the loop slow for all others.
 */
const SHORT = 8;
/** Bytes that are kept from text to text, 256 kB; longer texts get some of their own. */
const LARGEST_KEPT = 1 << 18;
/** Bytes that are read before what was notable in them is looked at. */
const BLOCK = 4_096;

/** What a state takes of an event. */
const STATE_BITS = 16;
const STATE_MASK = (1 << STATE_BITS) - 1;

/** A page while it is written. */
type Draft = Omit<
  { -readonly [Key in keyof Page]: Page[Key] },
  "places" | "placeBits" | "bytes"
> & {
  bytes: Uint8Array<ArrayBuffer>;
  readonly places: number[];
  readonly placeBits: WordBits[];
  /** What was notable in a block: the place in it, and in the lower half the state before. */
  readonly events: Int32Array;
};

/** Room for a text in UTF-8, and for what is read behind its end. */
const roomFor = (text: string): number => text.length * 3 + 4;

/** Reads texts over. */
export interface Scanner {
  /** What a text holds. Good until the next text. */
  readonly scan: (text: string) => Scan;
  /** The text that was scanned last, with its places; the same until the next one. */
  readonly page: (text: string) => Page;
}

const ENCODER = new TextEncoder();

/** As scanBytes, for a text of a word and without its places: most such texts need none. */
const scanCodes = (page: Draft, text: string): void => {
  let flags = 0;
  let bits = 0;
  let state = START;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Beyond ASCII all are alike.
    const byte = code < 128 ? code : 128;
    const next = NEXT[(ROWS[byte] ?? 0) + state] ?? 0;
    flags |= FLAGS[byte] ?? 0;
    if (next >= NOTABLE) {
      bits |= BITS_OF[state] ?? 0;
      flags |= PAIRS[((KIND_OF[state] ?? 0) << KIND_SHIFT) | byte] ?? 0;
    }
    state = next;
  }
  page.flags = flags;
  page.bits = bits | (BITS_OF[state] ?? 0);
};

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

/** Looks at the first `count` things that were notable in the block that begins at `base`. */
const readEvents = (page: Draft, base: number, count: number): void => {
  const { bytes, events, places, placeBits } = page;
  let { flags, bits, count: noted } = page;
  for (let index = 0; index < count; index += 1) {
    const event = events[index] ?? 0;
    const at = base + (event >>> STATE_BITS);
    const state = event & STATE_MASK;
    const byte = bytes[at] ?? 0;
    const word = BITS_OF[state] ?? 0;
    bits |= word;
    flags |= PAIRS[((KIND_OF[state] ?? 0) << KIND_SHIFT) | byte] ?? 0;
    if ((word & NOTED_WORDS) !== 0) {
      const before = at - (LENGTH_OF[state] ?? 0) - 1;
      const begun = before >= 0 && isDigit(bytes[before] ?? 0) ? BEHIND_DIGITS : 0;
      places[noted] = at;
      placeBits[noted] = (word & NOTED_WORDS) | begun;
      noted += 1;
    }
    if (IS_NOTED[byte] !== 0) {
      places[noted] = at;
      placeBits[noted] = 0;
      noted += 1;
    }
  }
  page.flags = flags;
  page.bits = bits;
  page.count = noted;
};

/**
 * Reads a block of bytes on from a state; gives the state behind it. It only writes down where something
 * is notable, so that the loop is short, and a function of its own, so that all it needs is in registers.
 */
const readBlock = (page: Draft, base: number, end: number, from: number): number => {
  const { bytes, events } = page;
  let flags = 0;
  let count = 0;
  let state = from;
  for (let at = base; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = NEXT[(ROWS[byte] ?? 0) + state] ?? 0;
    flags |= FLAGS[byte] ?? 0;
    if (next >= NOTABLE) {
      events[count] = ((at - base) << STATE_BITS) | state;
      count += 1;
    }
    state = next;
  }
  page.flags |= flags;
  readEvents(page, base, count);
  return state;
};

/**
 * One pass over the bytes: most texts hold nothing that any analyser could want. It runs over bytes,
 * because to ask a long string for each of its characters costs more than to have it written.
 */
const scanBytes = (page: Draft, length: number): void => {
  // Ends the last word, and means nothing by itself.
  page.bytes[length] = 44;
  page.length = length;
  page.flags = 0;
  page.bits = 0;
  page.count = 0;
  let state = START;
  for (let base = 0; base <= length; base += BLOCK) {
    state = readBlock(page, base, Math.min(base + BLOCK, length + 1), state);
  }
};

/** Builds a scanner, which owns the page it writes on: one for every inspector. */
export const createScanner = (): Scanner => {
  const page: Draft = {
    bytes: new Uint8Array(0),
    length: 0,
    flags: 0,
    bits: 0,
    places: [],
    placeBits: [],
    events: new Int32Array(BLOCK),
    count: 0,
  };
  /** Text whose bytes and places the page holds. */
  let written: string | undefined;
  const write = (text: string): void => {
    const room = roomFor(text);
    if (page.bytes.length < room || page.bytes.length > LARGEST_KEPT) {
      page.bytes = new Uint8Array(room);
    }
    scanBytes(page, ENCODER.encodeInto(text, page.bytes).written);
    written = text;
  };
  return {
    scan: (text) => {
      written = undefined;
      if (text.length > SHORT) write(text);
      else scanCodes(page, text);
      if ((page.flags & EQUALS) !== 0 && EVENT_NAME.test(text)) page.flags |= EVENT;
      return page;
    },
    page: (text) => {
      if (written !== text) write(text);
      return page;
    },
  };
};
