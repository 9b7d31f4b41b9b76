// In a document a command on a line of its own is shown, as in every guide, or it is a sentence that
// begins with the name of one: "find all files", "gunzip can decompress".

import { isAmongLines } from "../engine/lines.ts";
import type { CommandWord } from "./word.ts";

/** Asks who and where one is, or waits: what is put behind a line break to see whether it runs. */
const PROOF =
  /^(?:(?:whoami|id|uname|ifconfig|ipconfig|netstat|systeminfo)(?: -[a-z]{1,4})?|sleep \d{1,4}|ping -[cn] ?\d{1,4} \S{1,80})[ \r]?$/;

/** Reads what guides hardly ever have one read. */
const READS = /^(?:cat|tac|nl|od|head|tail|more|less|strings) \/etc\/(?:passwd|shadow|group)\b/;

/** How much of a line is read. */
const LINE = 120;

/** How much of a row of a table is read on either side. */
const ROW = 400;

/** "| Linux | GCC >= 10 |": a row of a table, as Markdown draws it, in a document. */
export const isRowOfTable = (text: string, at: number): boolean => {
  if (!isAmongLines(text, at)) return false;
  const before = text.slice(Math.max(0, at - ROW), at);
  const behind = text.slice(at, at + ROW);
  const end = behind.indexOf("\n");
  if (end < 0 || !before.includes("\n")) return false;
  const row = before.slice(before.lastIndexOf("\n") + 1) + behind.slice(0, end);
  return row.trimStart().startsWith("|") && row.trimEnd().endsWith("|");
};

/** Whether the command behind a line break could have been meant to run, were the text a document. */
export const mayRunInDocument = (text: string, from: number, word: CommandWord): boolean => {
  if (!isAmongLines(text, from)) return true;
  // Guides set commands apart, behind an empty line, with a margin or a prompt.
  if (word.start !== from || /\n\r?\n$/.test(text.slice(Math.max(0, from - 3), from))) return false;
  const near = text.slice(from, from + LINE);
  const end = near.indexOf("\n");
  const line = end < 0 ? near : near.slice(0, end);
  return PROOF.test(line) || READS.test(line);
};
