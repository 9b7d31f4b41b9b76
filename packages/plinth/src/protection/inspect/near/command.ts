import { RUNS_NEXT } from "../command/prefixes.ts";
import { COMMAND_NAMES, isWholeName } from "../command/vocabulary.ts";
import type { Page } from "../engine/scan.ts";
import { exactHashOn } from "../engine/words.ts";
import { byteAt, hashOfWord, isDigitByte } from "./page.ts";

const NAMES: ReadonlySet<number> = new Set([...COMMAND_NAMES, ...RUNS_NEXT].map(hashOfWord));
const WHOLE_NAMES: ReadonlySet<number> = new Set(COMMAND_NAMES.filter(isWholeName).map(hashOfWord));

/** Letters, digits, "_", "-": what names of commands are made of. */
const isNameByte = (byte: number): boolean => {
  const letter = byte | 32;
  return (letter >= 97 && letter <= 122) || isDigitByte(byte) || byte === 95 || byte === 45;
};

const isNamed = (page: Page, from: number, names: ReadonlySet<number>): boolean => {
  let hash = 0;
  let at = from;
  for (;;) {
    const byte = byteAt(page, at);
    if (isNameByte(byte)) {
      hash = exactHashOn(hash, byte >= 65 && byte <= 90 ? byte + 32 : byte);
    } else {
      if (names.has(hash)) return true;
      // A quote inside of a word is dropped: "that's", "w'h'oami".
      if (byte !== 39 && byte !== 34) break;
    }
    at += 1;
  }
  const byte = byteAt(page, at);
  // "butter." is no name; "cmd.exe" is one. A colon, a caret, a slash need the real reader.
  if (byte === 46)
    return at === from || isNameByte(byteAt(page, at + 1)) || byteAt(page, at + 1) === 46;
  // "LD_PRELOAD=k id": a setting stands before the name.
  return byte === 58 || byte === 94 || byte === 61;
};

/** What readCommand skips before a name, and what hides one. */
const HIDERS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  "+({!\"'$@`\\/.~".includes(String.fromCharCode(byte)) ? 1 : 0,
);

const mayBegin = (page: Page, from: number, names: ReadonlySet<number>): boolean => {
  let at = from;
  // Blanks and tabs only: behind a line break the next command begins, and rows of them are long.
  while (byteAt(page, at) === 32 || byteAt(page, at) === 9) at += 1;
  if (at >= page.length) return false;
  const byte = byteAt(page, at);
  if (HIDERS[byte] === 1) return true;
  return isNameByte(byte) && isNamed(page, at, names);
};

/** Whether a command may stand behind the ";", "&" or line break at `at`. */
export const mayRunBehind = (page: Page, at: number): boolean => mayBegin(page, at + 1, NAMES);

/** Whether a text may be a command as a whole. */
export const mayBeCommand = (page: Page): boolean => mayBegin(page, 0, WHOLE_NAMES);

/** Whether the hyphen at `at` begins an option: "perl -e", "'-oProxyCommand=…'". */
export const mayBeOption = (page: Page, at: number): boolean => {
  const before = byteAt(page, at - 1);
  const isFirst = before <= 32 || before === 43 || before === 39 || before === 34;
  return isFirst && isNameByte(byteAt(page, at + 1));
};
