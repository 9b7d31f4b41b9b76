/** Digits in a row from which a number is nobody's energy or price. */
const LONG_NUMBER = 5;

const isAddress = (word: string): boolean => word.includes("@") || word.includes("://");

const digitsOf = (word: string): number => {
  let digits = 0;
  for (const char of word) if (char >= "0" && char <= "9") digits += 1;
  return digits;
};

/**
 * A sentence without mail addresses, links and long numbers, each replaced by as many "x", so that
 * places stay what they are. The words themselves cannot be told from names.
 */
export const maskPersonal = (sentence: string): string =>
  sentence
    .split(" ")
    .map((word) =>
      isAddress(word) || digitsOf(word) >= LONG_NUMBER ? "x".repeat(word.length) : word,
    )
    .join(" ");
