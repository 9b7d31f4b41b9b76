// How people show commands without Markdown: below a comment that says what they do, and behind
// the prompt of a shell.

import { endsInQuestion, LONGEST_SHOWN } from "../engine/questions.ts";
import { commandStrength } from "./vocabulary.ts";
import type { CommandWord } from "./word.ts";

/** How far above a command its comment is looked for. */
const REACH = 400;

/** "# To copy a folder:", "## Show what is open", "# or:": a comment of words. */
const isComment = (line: string): boolean => {
  if (!/^#{1,4} /.test(line)) return false;
  const words = line.slice(line.indexOf(" ")).trim();
  return words.endsWith(":") || words.includes(" ");
};

/** Whether the line of a place, and the lines right above it, stand below a comment. */
export const isBelowComment = (text: string, at: number): boolean => {
  const start = Math.max(0, at - REACH);
  const lines = text.slice(start, at).split("\n");
  for (let index = lines.length - 2; index >= 0; index -= 1) {
    const line = lines[index] ?? "";
    // The first one may have begun before what is read.
    if (line.trim() === "" || (index === 0 && start > 0)) return false;
    if (isComment(line)) return true;
  }
  return false;
};

/** "$ ls -l" on a line of its own: no shell runs what people put behind the prompt they saw. */
export const isBehindPrompt = (text: string, from: number, command: number): boolean =>
  /^[ \t]{0,8}\$[ \t]{1,3}$/.test(text.slice(from, command));

/** "git+https://example.org/menu": a scheme of addresses, not a command and its argument. */
export const isScheme = (text: string, { name, end }: CommandWord): boolean =>
  text[end] === "+" &&
  (name === "git" || name === "svn") &&
  /^\+(?:https?|ssh|file):/i.test(text.slice(end, end + 7));

/** "sudo apt update", "docker compose up": a text begins with a program and what it is to do. */
const BEGINS = /^(?:sudo )?([a-z][\w.-]{1,20}) [\w./'"-]/;
/** The line below is a sentence: what came of it, or what one wonders. */
const SENTENCE = /^[^\n]{1,300}\n[A-Z][a-z']{0,20}(?: [\w'+,.-]{1,24}){4}/;
/** What nobody has to be shown to be helped, and what runs or hides anything. */
const SECRETS =
  /\|\s?(?:ba|da|z|k)?sh\b|\$\(|`| #|\/etc\/(?:passwd|shadow|group)|\.ssh\b|\bwhoami\b|\/dev\/tcp/;

/** Whether a text shows a line of commands from its first word on, and says something about it. */
export const isAskedAbout = (text: string): boolean => {
  if (text.length > LONGEST_SHOWN) return false;
  const name = BEGINS.exec(text)?.[1];
  if (name === undefined || SECRETS.test(text)) return false;
  if (commandStrength(name) === "none" && !text.startsWith("sudo ")) return false;
  return endsInQuestion(text) || SENTENCE.test(text);
};
