import type { WordBits } from "./words.ts";

/** Kinds of characters of which two in a row mean something; everything else is 0. */
export const KINDS = {
  word: 1,
  dot: 2,
  hyphen: 3,
  separator: 4,
  bracket: 5,
  blank: 6,
  digits: 7,
} as const;

const SIGNS: readonly (readonly [string, number])[] = [
  [".", KINDS.dot],
  ["-", KINDS.hyphen],
  ["/\\", KINDS.separator],
  ["(", KINDS.bracket],
  [" ", KINDS.blank],
];

/** Letters of words, digits as one of them. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz_$@0";
const ZERO = LETTERS.indexOf("0");

/** Which letter a byte is, whatever its case; -1 where it is no part of a word. */
const letterOf = (byte: number): number => {
  if (byte >= 48 && byte <= 57) return ZERO;
  return byte < 128 ? LETTERS.indexOf(String.fromCharCode(byte).toLowerCase()) : -1;
};

const kindOf = (byte: number): number => {
  if (letterOf(byte) >= 0) return KINDS.word;
  const character = String.fromCharCode(byte);
  return SIGNS.find(([characters]) => characters.includes(character))?.[1] ?? 0;
};

/** By byte: its kind. */
export const BYTE_KINDS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));

/** What the bytes so far came to: a sign, digits, or a word that is in the dictionary up to here. */
interface State {
  readonly kind: number;
  /** Letters of the word so far. */
  readonly length: number;
  readonly next: Map<number, State>;
  bits: WordBits;
}

const stateOf = (kind: number, length = 0): State => ({ kind, length, next: new Map(), bits: 0 });

/** The dictionary as a tree of letters. */
const growTree = (dictionary: ReadonlyMap<string, WordBits>): State => {
  const root = stateOf(KINDS.word);
  for (const [word, bits] of dictionary) {
    let state = root;
    for (let at = 0; at < word.length; at += 1) {
      const letter = letterOf(word.charCodeAt(at));
      const next = state.next.get(letter) ?? stateOf(KINDS.word, at + 1);
      state.next.set(letter, next);
      state = next;
    }
    state.bits |= bits;
  }
  return root;
};

/** Every state below the root: those that most words come by lie together. */
const inBreadth = (root: State): readonly State[] => {
  const states = [...root.next.values()];
  for (let at = 0; at < states.length; at += 1) states.push(...(states[at]?.next.values() ?? []));
  return states;
};

/** What has to be known of the signs between words. */
export interface Signs {
  /** Signs whose place is noted. */
  readonly noted: string;
  /** Whether two kinds in a row mean something. */
  readonly isPair: (first: number, second: number) => boolean;
}

/** Tables by which a text is read, one look for each byte. */
export interface Automaton {
  /** By the row of a byte plus a state: the next state. */
  readonly next: Uint16Array;
  /** By byte: where its row begins. */
  readonly rows: Int32Array;
  /** Before the first byte. */
  readonly start: number;
  /** From here on, states say that something is to be looked at. */
  readonly notable: number;
  /** By state: its kind. */
  readonly kinds: Uint8Array;
  /** By state: what the word that ends with it means. */
  readonly bits: Int32Array;
  /** By state: how many letters that word has. */
  readonly lengths: Uint8Array;
}

/** Rows of the 64 lines of 64 bytes that a first-level cache holds in one way. */
const LINE = 32;

/**
 * States in a row, of two bytes: an odd number of lines of the cache. Rows a power of two apart would
 * share the same few places of it, which made a look cost twice as much.
 */
const rowLength = (states: number): number => (Math.ceil(states / LINE) | 1) * LINE;

/**
 * Builds the automaton that finds the words of a dictionary where they stand alone, and signs that
 * mean something (Aho and Corasick 1975; words do not overlap, so that no state has to fall back).
 * A loop over it takes every byte alike: where words begin and end, which no processor foresees, costs
 * nothing. Digits before a word are left out of it ("1or"), digits inside of one are all alike, and a
 * number that goes on in "e" or "x" is notable, because the word behind its digits is no word here.
 */
export const buildAutomaton = (
  dictionary: ReadonlyMap<string, WordBits>,
  { noted, isPair }: Signs,
): Automaton => {
  const root = growTree(dictionary);
  const tree = inBreadth(root);
  const signs = [...new Set(SIGNS.map(([, kind]) => kind)), 0];
  /** A sign is quiet or notable, by its kind. */
  const quiet = signs.map((kind) => stateOf(kind));
  const loud = signs.map((kind) => stateOf(kind));
  const stranger = stateOf(KINDS.word);
  const digits = stateOf(KINDS.digits);
  /** Behind digits: states of their own, of which the rest is as in other words. */
  const exponents = new Map(
    [..."ex"].map((letter): readonly [number, State] => {
      const state = stateOf(KINDS.word, 1);
      const known = root.next.get(LETTERS.indexOf(letter));
      for (const [key, next] of known?.next ?? []) state.next.set(key, next);
      return [LETTERS.indexOf(letter), state];
    }),
  );
  const states = [...quiet, stranger, digits, ...tree, ...loud, ...exponents.values()];
  const numbers = new Map(states.map((state, number) => [state, number]));
  const numberOf = (state: State): number => numbers.get(state) ?? 0;

  const length = rowLength(states.length);
  /** A row for each letter, then two for each kind of sign: as it is, and where its place is noted. */
  const signRows = [...signs.keys()].flatMap((index) =>
    [false, true].map((isNoted) => ({
      begin: (LETTERS.length + index * 2 + (isNoted ? 1 : 0)) * length,
      silent: numberOf(quiet[index] ?? stranger),
      heard: numberOf(loud[index] ?? stranger),
      isNotable: (kind: number): boolean => isNoted || isPair(kind, signs[index] ?? 0),
    })),
  );
  // First what holds for nearly every state: a word that the dictionary does not know goes on or ends.
  const next = new Uint16Array(length * (LETTERS.length + signRows.length)).fill(
    numberOf(stranger),
  );
  for (const { begin, silent, heard, isNotable } of signRows) {
    next.fill(isNotable(KINDS.word) ? heard : silent, begin, begin + length);
  }
  const beginWords = (number: number, kind: number): void => {
    for (let letter = 0; letter < LETTERS.length; letter += 1) {
      const first = letter === ZERO ? digits : (root.next.get(letter) ?? stranger);
      next[letter * length + number] = numberOf(first);
    }
    for (const { begin, silent, heard, isNotable } of signRows) {
      next[begin + number] = isNotable(kind) ? heard : silent;
    }
  };
  for (const [number, state] of states.entries()) {
    if (state.kind !== KINDS.word) beginWords(number, state.kind);
    for (const [letter, to] of state.next) next[letter * length + number] = numberOf(to);
    if (state.bits === 0) continue;
    for (const { begin, heard } of signRows) next[begin + number] = heard;
  }
  for (const [letter, to] of exponents) next[letter * length + numberOf(digits)] = numberOf(to);

  const rowOf = (byte: number): number => {
    const letter = letterOf(byte);
    if (letter >= 0) return letter;
    const isNoted = noted.includes(String.fromCharCode(byte));
    return LETTERS.length + signs.indexOf(kindOf(byte)) * 2 + (isNoted ? 1 : 0);
  };
  return {
    next,
    rows: Int32Array.from({ length: 256 }, (_, byte) => rowOf(byte) * length),
    start: numberOf(quiet.at(-1) ?? stranger),
    notable: numberOf(loud[0] ?? stranger),
    kinds: Uint8Array.from(states, ({ kind }) => kind),
    bits: Int32Array.from(states, ({ bits }) => bits),
    lengths: Uint8Array.from(states, (state) => state.length),
  };
};
