import { fold, RUNS } from "./patterns.ts";

/** 0: guessed at once; 4: out of reach. */
export type Score = 0 | 1 | 2 | 3 | 4;

/** How hard a password is to guess, and what makes it so. */
export interface Strength {
  readonly score: Score;
  /** What lowers it, as sentences, the heaviest first; never a part of the password. */
  readonly reasons: readonly string[];
}

/** What is known of a password before its strength is judged. */
export interface StrengthParts {
  readonly isListed: (text: string) => boolean;
  /** Parts of the person's name and address, and of the application's name, that are in it. */
  readonly personal: readonly string[];
  /** Whether it is, as a whole, one that everybody tries first. */
  readonly isCommon: boolean;
}

/** Bits from which each further point is given; 2^28 guesses are a second offline. */
const STEPS = [28, 40, 52, 64] as const;

/** Bits of a piece that a guesser's list or rule covers whole. */
const PIECE_BITS = { personal: 3, word: 14, run: 5, repetition: 4, year: 6 } as const;
type PieceKind = keyof typeof PIECE_BITS;

const REASONS: Readonly<Record<PieceKind, string>> = {
  personal: "It contains your name, your e-mail address or the name of this application.",
  word: "It contains common words.",
  run: "It contains a run of neighbouring keys, letters or digits.",
  repetition: "It repeats characters.",
  year: "It contains a year.",
};
const COMMON = "Everybody who guesses tries this one first.";
const SHORT = "It is short.";
const FEW = "It is made of few different characters.";

/** From this length on a run counts as one piece. */
const RUN_LENGTH = 4;
const WORD_LENGTH = 4;
const SHORT_LENGTH = 10;

/** The longest run of keys, letters or digits that begins here. */
const runAt = (text: string, start: number): number => {
  let end = start + RUN_LENGTH;
  const isRun = (): boolean => {
    const piece = text.slice(start, end);
    return end <= text.length && RUNS.some((run) => run.includes(piece));
  };
  if (!isRun()) return 0;
  while (isRun()) end += 1;
  return end - 1 - start;
};

/** The piece that begins here and that a guesser would try as a whole; undefined if none does. */
const pieceAt = (
  text: string,
  start: number,
  { personal, isListed }: StrengthParts,
): { readonly kind: PieceKind; readonly length: number } | undefined => {
  const rest = text.slice(start);
  const own = personal.find((part) => rest.startsWith(part));
  if (own !== undefined) return { kind: "personal", length: own.length };
  const [, repeated] = /^((.)\2{2,})/su.exec(rest) ?? [];
  if (repeated !== undefined) return { kind: "repetition", length: repeated.length };
  const run = runAt(text, start);
  if (run > 0) return { kind: "run", length: run };
  const [year] = /^(?:19|20)\d\d(?!\d)/.exec(rest) ?? [];
  if (year !== undefined) return { kind: "year", length: 4 };
  const [word = ""] = /^\p{L}+/u.exec(rest) ?? [];
  const isWord = word.length >= WORD_LENGTH && isListed(word);
  return isWord ? { kind: "word", length: word.length } : undefined;
};

/** Bits of one character that belongs to no piece. */
const bitsOf = (character: string): number => {
  if (/\p{Nd}/u.test(character)) return 3.3;
  return /\p{L}|\s/u.test(character) ? 4.5 : 5;
};

/**
 * An estimate, 0 to 4: the text is cut into pieces that guessers try as a whole (words of the list,
 * runs, repetitions, years, the person's own words) and single characters, each worth some bits. It
 * orders passwords for a meter and says why; the rules decide what is accepted.
 */
export const strengthOf = (password: string, parts: StrengthParts): Strength => {
  const text = fold(password);
  const seen = new Set<string>();
  const kinds = new Set<PieceKind>();
  // A capital at the beginning is where everybody puts it; others are a choice.
  let bits = [...password].slice(1).filter((character) => /\p{Lu}/u.test(character)).length;
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at, parts);
    const step = piece?.length ?? ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    const part = text.slice(at, at + step);
    const full = piece === undefined ? bitsOf(part) : PIECE_BITS[piece.kind];
    // What was there before adds half: lazy passwords say the same thing again.
    bits += seen.has(part) ? full / 2 : full;
    seen.add(part);
    if (piece !== undefined) kinds.add(piece.kind);
    at += step;
  }
  const characters = [...text];
  const isFew = characters.length > 4 && new Set(characters).size <= characters.length / 3;
  const counted = parts.isCommon ? Math.min(bits, 12) : bits;
  const order: readonly PieceKind[] = ["personal", "run", "repetition", "year", "word"];
  return {
    score: STEPS.filter((step) => counted >= step).length as Score,
    reasons: [
      ...(parts.isCommon ? [COMMON] : []),
      ...(characters.length < SHORT_LENGTH ? [SHORT] : []),
      ...order.filter((kind) => kinds.has(kind)).map((kind) => REASONS[kind]),
      ...(isFew ? [FEW] : []),
    ],
  };
};
