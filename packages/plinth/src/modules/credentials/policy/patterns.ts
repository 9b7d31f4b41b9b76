import { trimEndWhile, trimStartWhile, trimWhile } from "#core";
import { COMMON_WORDS } from "./common-passwords.ts";
import type { PasswordOwner } from "./owner.ts";

/** Rows of keys as fingers run over them, and the two orders everybody knows. */
export const RUNS: readonly string[] = [
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
export const fold = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

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

const isNoLetter = (character: string): boolean => !/\p{L}/u.test(character);
const isSign = (character: string): boolean => !/[\p{L}\p{N}]/u.test(character);

/** Spellings in which a word may be meant: signs and digits at the ends, or standing for letters. */
const spellings = (password: string): ReadonlySet<string> => {
  const text = fold(password);
  const cores = [
    text,
    trimWhile(text, isNoLetter),
    trimWhile(text, isSign),
    trimEndWhile(text, isNoLetter),
    trimStartWhile(text, isNoLetter),
    trimWhile(text, isNoLetter).replace(/[\s._-]/g, ""),
  ];
  const letters = cores.flatMap((core) => [core, unleet(core), unleet(core.replaceAll("1", "l"))]);
  return new Set(letters);
};

/** Less of a password than this may be a common word: the rest is left to guess. */
const CORE_SHARE = 0.5;

/**
 * Whether it is a password or word that everybody tries first, or nothing but one is left when digits
 * and signs around it are taken off.
 */
export const isCommon = (password: string, isListed: (text: string) => boolean): boolean => {
  if (isListed(password)) return true;
  const least = [...password].length * CORE_SHARE;
  const found = [...spellings(password)];
  return (
    found.some((word) => COMMON_WORDS.has(word.replace(/[^\p{L}]+/gu, ""))) ||
    found.some((word) => [...word].length >= least && isListed(word))
  );
};

/** Whether a shorter piece repeated, or one run of keys, letters or digits, is all there is. */
export const isTrivial = (password: string): boolean => {
  const text = fold(password);
  if (text === "") return false;
  return /^(.{1,8})\1+$/su.test(text) || RUNS.some((run) => run.includes(text));
};

/** Shorter parts of a name would be found in any password. */
const PERSONAL_LENGTH = 4;

/** The parts of an address or a name that say who somebody is. */
const partsOf = ({ email = "", name = "" }: PasswordOwner, application: string): string[] => {
  const [local = "", domain = ""] = email.split("@");
  // "example" of mail.example.co.uk: the longest label is the one that means somebody.
  const [label = ""] = domain.split(".").toSorted((one, other) => other.length - one.length);
  return [local, label, ...`${local} ${name} ${application}`.split(/[^\p{L}\p{N}]+/u)]
    .map(fold)
    .filter((part) => [...part].length >= PERSONAL_LENGTH);
};

/** Where the person's own address or name, or the application's, is in a text. */
export const personalParts = (
  password: string,
  owner: PasswordOwner,
  application: string,
): readonly string[] => {
  const text = fold(password);
  const plain = unleet(text);
  return partsOf(owner, application).filter((part) => text.includes(part) || plain.includes(part));
};
