import { COMMON_WORDS } from "./common-passwords.ts";

/** Rows of keys as fingers run over them, and the two orders everybody knows. */
const RUNS: readonly string[] = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "qsdfghjklm",
  "zxcvbnm",
  "yxcvbnm",
  "wxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "!@#$%^&*()",
].flatMap((run) => [run, [...run].toReversed().join("")]);

/** From this length on a run is one, not chance: "abc" and "123" stand in many good passwords. */
const RUN_LENGTH = 4;

const REPLACEMENTS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "l",
  "+": "t",
};

/** Folds case and accents, so that "Pässword" is "password". */
const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const unleet = (text: string): string =>
  [...text].map((character) => REPLACEMENTS[character] ?? character).join("");

/** Whether a run of four neighbouring keys, letters or digits is in the text. */
export const hasRun = (password: string): boolean => {
  const text = fold(password);
  for (let start = 0; start + RUN_LENGTH <= text.length; start += 1) {
    const piece = text.slice(start, start + RUN_LENGTH);
    if (RUNS.some((run) => run.includes(piece))) return true;
  }
  return false;
};

/** Whether one character stands three times in a row, whatever its case. */
export const hasRepetition = (password: string): boolean => /(.)\1\1/su.test(fold(password));

/** Whether it is "password" in some spelling, or one word with a year behind it. */
export const hasCommonPattern = (password: string): boolean => {
  const text = fold(password);
  return (
    unleet(text).includes("password") ||
    /^\p{L}+[^\p{L}\p{N}]*(?:19|20)\d{2}[^\p{L}\p{N}]*$/u.test(text)
  );
};

/** Whether nothing but a common word is left when digits and signs around it are taken off. */
export const isCommon = (password: string): boolean => {
  const text = fold(password);
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const candidates = [text, bare, unleet(bare), unleet(text).replace(/[^\p{L}]+/gu, "")];
  return candidates.some((candidate) => COMMON_WORDS.has(candidate.replace(/[^\p{L}]+/gu, "")));
};

/** Shorter parts of a name would be found in any password. */
const PERSONAL_LENGTH = 4;

/** Whether the person's own address or name is in it. */
export const isPersonal = (
  password: string,
  person: { readonly email?: string | undefined; readonly name?: string | undefined },
): boolean => {
  const text = fold(password);
  const plain = unleet(text);
  const [local = ""] = (person.email ?? "").split("@");
  const parts = [local, ...`${local} ${person.name ?? ""}`.split(/[^\p{L}\p{N}]+/u)]
    .map(fold)
    .filter((part) => [...part].length >= PERSONAL_LENGTH);
  return parts.some((part) => text.includes(part) || plain.includes(part));
};
