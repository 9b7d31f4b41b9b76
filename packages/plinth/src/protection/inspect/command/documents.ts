// In a document a command on a line of its own is shown, as in every guide, or it is a sentence that
// begins with the name of one: "find all files", "gunzip can decompress".

import { isAmongLines } from "../engine/lines.ts";
import { hasArgument } from "./follows.ts";
import { isBehindPrompt, isBelowComment } from "./shown.ts";
import { isWholeCommand } from "./whole.ts";
import type { CommandWord } from "./word.ts";

/** Asks who and where one is, or waits: what is put behind a line break to see whether it runs. */
const PROOF =
  /^(?:(?:whoami|id|uname|ifconfig|ipconfig|netstat|systeminfo)(?: -[a-z]{1,4})?|sleep \d{1,4}|ping -[cn] ?\d{1,4} \S{1,80})[ \r]?$/;

/** Reads what guides hardly ever have one read. */
const READS = /^(?:cat|tac|nl|od|head|tail|more|less|strings) \/etc\/(?:passwd|shadow|group)\b/;

/** Shells and languages, which run whatever they are handed. */
const RUNS_ANYTHING =
  /^(?:sh|bash|dash|zsh|ksh|csh|tcsh|perl|php|ruby|python\d?|node|powershell|pwsh)$/;

/** How much of a line is read. */
const LINE = 120;

/** How much of a row of a table is read on either side. */
const ROW = 400;

/** "| Linux | GCC >= 10 |": a row of a table, as Markdown or AsciiDoc draws it, in a document. */
const isRowOfTable = (text: string, at: number): boolean => {
  if (!isAmongLines(text, at)) return false;
  const before = text.slice(Math.max(0, at - ROW), at);
  const behind = text.slice(at, at + ROW);
  const end = behind.indexOf("\n");
  if (end < 0 || !before.includes("\n")) return false;
  const lines = before.split("\n");
  const row = lines.at(-1) + behind.slice(0, end);
  if (!row.trimStart().startsWith("|")) return false;
  // Markdown closes a row; AsciiDoc has others right above or below.
  return (
    row.trimEnd().endsWith("|") || behind[end + 1] === "|" || lines.at(-2)?.startsWith("|") === true
  );
};

/** Whether a command does what is put into a value to see whether it runs, up to its end. */
const provesItself = (text: string, from: number): boolean => {
  const near = text.slice(from, from + LINE);
  const end = near.search(/[\n|;&]/);
  const command = end < 0 ? near : near.slice(0, end);
  return PROOF.test(command) || READS.test(command);
};

/** A line of a text that people read: five words and more, and no sign of code among them. */
const isProse = (line: string): boolean =>
  /^[A-Z\p{Lo}"'(]/u.test(line) && line.split(" ").length > 4 && !/[{}<>$;=|`#\\[\]]/.test(line);

/** Programs that fetch, or call somewhere: with an address, and no sentence behind it. */
const CALLS = /^(?:curl|wget|nc|ncat|nslookup|telnet)$/;

/** A value on a line of its own: no heading, and not the end of a sentence. */
const VALUE = /^[a-z\d](?:[a-z\d.@-]{0,38}[a-z\d])?$/;

/** Whether a line between two of prose is a command and nothing else: no guide has one there. */
const isAloneInProse = (text: string, from: number, word: CommandWord): boolean => {
  const above = text.slice(Math.max(0, from - ROW), from).split("\n");
  const before = above.at(-2) ?? "";
  const [line = "", behind = ""] = text.slice(from, from + ROW).split("\n", 2);
  if (!isProse(behind)) return false;
  // "127.0.0.1": the value, and the command that was put behind it.
  if (VALUE.test(before)) return isProse(above.at(-3) ?? "");
  if (!isProse(before) || before.endsWith(":")) return false;
  const moved = { ...word, start: word.start - from, end: word.end - from };
  if (isWholeCommand(line, moved)) return true;
  return (
    CALLS.test(word.name) && hasArgument(line, moved.end) && !/ [a-z]{2,} [a-z]{2,}/.test(line)
  );
};

/** Whether a comment above the command explains it, in a text of any length. */
const isExplained = (text: string, word: CommandWord): boolean =>
  !word.isSplit && isBelowComment(text, word.start) && !provesItself(text, word.start);

/** Whether the command behind a pipe is shown: in a row of a table, or below what explains it. */
export const isShownPipe = (text: string, from: number, word: CommandWord): boolean =>
  isRowOfTable(text, from) || (!RUNS_ANYTHING.test(word.name) && isExplained(text, word));

/** A word of a sentence, whatever marks stand around it. */
const PLAIN = /^["'([]{0,2}[a-z]{2,}(?:['-][a-z]{1,12})?["')\].,:;?!]{0,3}$/i;

/** "clang):", "bash,": the last word of a sentence or of a part of it. */
const CLOSED = /^\s{0,8}[\w+-]{2,}[).,:]{1,3}\s?$/;

const plainWords = (words: readonly string[]): number =>
  words.filter((word) => PLAIN.test(word)).length;

const wordsOf = (line: string): readonly string[] => line.split(/[ \t]+/).filter(Boolean);

/**
 * Whether a sentence was wrapped before the word, "…as most of them\nset by hand": words on the line
 * above and words on its own. Or whether the line above announces what is shown: "Then run:".
 */
const isWrapped = (text: string, from: number): boolean => {
  const above = text.slice(Math.max(0, from - LINE), from).replace(/\r?\n$/, "");
  const before = wordsOf(above.slice(above.lastIndexOf("\n") + 1));
  if (/(?:[a-z.)]:|\b(?:run|use|type|enter))\s?$/i.test(above)) return plainWords(before) > 1;
  if (plainWords(before) < 3) return false;
  const [line = ""] = text.slice(from, from + LINE).split("\n", 1);
  const words = wordsOf(line);
  const plain = plainWords(words);
  const isEnd = plain === words.length && plain > 1 && line.endsWith(".");
  if (CLOSED.test(line)) return true;
  return isEnd || (plain > 3 && plain * 2 > words.length);
};

/** "…with curl:\n\ncurl -H …\n\nand it returns nothing": between two paragraphs of a message. */
const isBetween = (text: string, from: number): boolean => {
  const above = text.slice(Math.max(0, from - LINE), from);
  const head = /([^\n]{1,100}):\s?\r?\n\r?\n$/.exec(above)?.[1] ?? "";
  if (plainWords(wordsOf(head)) < 3) return false;
  const behind = text.slice(from, from + ROW);
  const end = behind.search(/\n\r?\n/);
  if (end < 0) return false;
  return plainWords(wordsOf(behind.slice(end).trim().split("\n", 1)[0] ?? "")) > 3;
};

/** Whether the command behind a line break could have been meant to run. */
export const mayRunInDocument = (text: string, from: number, word: CommandWord): boolean => {
  if (isBehindPrompt(text, from, word.start) || isExplained(text, word)) return false;
  if (!isAmongLines(text, from)) {
    if (word.isSplit || provesItself(text, from)) return true;
    return !(isWrapped(text, from) || isBetween(text, from));
  }
  // Guides set commands apart, behind an empty line, with a margin or a prompt.
  if (word.start !== from || /\n\r?\n$/.test(text.slice(Math.max(0, from - 3), from))) return false;
  return provesItself(text, from) || isAloneInProse(text, from, word);
};
