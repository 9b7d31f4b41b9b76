// In a document a command on a line of its own is shown, as in every guide, or it is a sentence that
// begins with the name of one: "find all files", "gunzip can decompress".

import { isAmongLines } from "../engine/lines.ts";
import { isBehindPrompt, isBelowComment } from "./shown.ts";
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

/** Whether a comment above the command explains it, in a text of any length. */
const isExplained = (text: string, word: CommandWord): boolean =>
  !word.isSplit && isBelowComment(text, word.start) && !provesItself(text, word.start);

/** Whether the command behind a pipe is shown: in a row of a table, or below what explains it. */
export const isShownPipe = (text: string, from: number, word: CommandWord): boolean =>
  isRowOfTable(text, from) || (!RUNS_ANYTHING.test(word.name) && isExplained(text, word));

/** Whether the command behind a line break could have been meant to run. */
export const mayRunInDocument = (text: string, from: number, word: CommandWord): boolean => {
  if (isBehindPrompt(text, from, word.start) || isExplained(text, word)) return false;
  if (!isAmongLines(text, from)) return true;
  // Guides set commands apart, behind an empty line, with a margin or a prompt.
  if (word.start !== from || /\n\r?\n$/.test(text.slice(Math.max(0, from - 3), from))) return false;
  return provesItself(text, from);
};
