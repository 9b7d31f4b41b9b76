/** Sizes of the alphabets that a guesser would have to go through. */
const ALPHABETS: readonly (readonly [RegExp, number])[] = [
  [/\p{Ll}/u, 26],
  [/\p{Lu}/u, 26],
  [/\p{Nd}/u, 10],
  [/[^\p{L}\p{N}\s]/u, 33],
  [/\s/u, 1],
  [/[^\p{ASCII}]/u, 100],
];

/** Bits from which each further point is given; 2^40 guesses are an afternoon offline. */
const STEPS = [25, 40, 60, 80] as const;

/**
 * A rough strength, 0 to 4, from length, alphabet and repetition. It orders passwords for a meter;
 * the rules decide what is accepted.
 */
export const scoreOf = (password: string, isRefused: boolean): 0 | 1 | 2 | 3 | 4 => {
  const characters = [...password];
  const alphabet = ALPHABETS.reduce(
    (sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum),
    0,
  );
  // A character that was there before adds half: words repeat letters, and so do lazy passwords.
  const distinct = new Set(characters).size;
  const effective = distinct + (characters.length - distinct) / 2;
  const bits = alphabet === 0 ? 0 : effective * Math.log2(alphabet);
  const score = STEPS.filter((step) => bits >= step).length;
  return Math.min(score, isRefused ? 2 : 4) as 0 | 1 | 2 | 3 | 4;
};
