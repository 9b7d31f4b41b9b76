/** Letters that Arabic writes one for the other where somebody types in a hurry. */
const ALIKE: Readonly<Record<string, string>> = { ة: "ه", ى: "ي", ـ: "" };

/**
 * A text as it is looked up: small, without marks above and below the letters ("gemuse", Arabic without
 * hamza and vowels), and with one letter for those that Arabic writes alike at the end of a word.
 */
export const searchText = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[ةىـ]/g, (letter) => ALIKE[letter] ?? letter)
    .toLowerCase();
