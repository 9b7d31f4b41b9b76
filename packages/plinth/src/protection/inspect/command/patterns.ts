import type { Analysis } from "../engine/finding.ts";
import {
  AT,
  BACKSLASH,
  BRACE,
  BRACKET,
  DOLLAR,
  PAREN,
  QUESTION,
  QUOTE,
  SEMICOLON,
  SIGN,
  SLASH,
} from "../engine/flags.ts";
import type { Scan } from "../engine/scan.ts";
import { CODE_MARK, LOOP_WORD, RUN_FUNCTION } from "../engine/words.ts";
import { type Mark, SIGN_MARKS, WORD_MARKS } from "./marks.ts";
import { bringsOption } from "./options.ts";
import { readsFile } from "./reads-file.ts";
import { commandStrength } from "./vocabulary.ts";

/** How much of a text around a place is looked at. */
const NEAR = 64;

/** How much of a value is read for its options. */
const OPTIONS = 256;

/** How often a mark is looked at before it counts as a habit of the text. */
const MAX_TRIES = 8;

/** Functions of scripting languages that run a command, by their last word and what may stand before. */
const RUNNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["system", [""]],
  ["passthru", [""]],
  ["popen", ["", "expect_"]],
  ["exec", ["", "shell_", "pcntl_"]],
  ["phpinfo", [""]],
  ["open", ["proc_"]],
  ["func", ["call_user_"]],
  ["function", ["create_"]],
]);
const LONGEST_RUNNER = 9;

/** They are called with something that is written out. */
const RUNNER_ARGUMENT = /^\(\s{0,4}(?:['"`]|\$_|\$\w)/;
/** "phpinfo()": the one that needs no argument. */
const TELLS = /^phpinfo\(\)/;

const INTERPRETERS = /^(?:perl|python[23]?|ruby|php|node|lua|awk|gawk)$/;

/** "perl -e '…'", "python -c …", "nc -e /bin/sh": programs handed over on the command line. */
const analyseInterpreter = (analysis: Analysis, text: string, at: number, name: string): void => {
  const rest = text.slice(at + name.length, at + name.length + NEAR).replaceAll("+", " ");
  if (INTERPRETERS.test(name) && /^\s{1,4}-(?:e|c|r|ne|le)\s{0,4}['"(\w]/i.test(rest)) {
    analysis.report.add("command.interpreter");
  }
  if (
    /^(?:nc|ncat|netcat)$/.test(name) &&
    /^\s{1,4}(?:-[a-z]{1,6}\s{1,4}){0,4}(?:\S{1,40}\s{1,3}){0,3}-(?:e|c|lvvp|lvp|lp)\b/i.test(rest)
  ) {
    analysis.report.add("command.reverse-shell");
  }
  if (
    /^(?:sh|bash|zsh|ksh|dash)$/.test(name) &&
    /^\s{1,4}(?:-i\s{0,3}[>&]|-c\s{0,3}['"$`])/i.test(rest)
  ) {
    analysis.report.add("command.interpreter");
  }
};

const isLetter = (code: number): boolean => {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57);
};

/** Every word with an option behind it: the only place where interpreters are looked for. */
const analyseOptions = (analysis: Analysis, text: string): void => {
  for (let dash = text.indexOf("-"); dash > 0; dash = text.indexOf("-", dash + 1)) {
    analysis.meter.steps += 1;
    if (!isLetter(text.charCodeAt(dash + 1))) continue;
    let end = dash;
    while (end > dash - 4 && end > 0 && " \t+".includes(text[end - 1] ?? "x")) end -= 1;
    if (end === dash) continue;
    let from = end;
    while (from > 0 && from > end - 10 && isLetter(text.charCodeAt(from - 1))) from -= 1;
    if (end - from < 2) continue;
    analysis.meter.steps += NEAR;
    analyseInterpreter(analysis, text, from, text.slice(from, end).toLowerCase());
  }
};

const isWordPart = (code: number): boolean => {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || code === 95 || code === 36 || code === 64;
};

/** Tries a mark at one place. */
const meets = (analysis: Analysis, text: string, at: number, { rule, check }: Mark): boolean => {
  analysis.meter.steps += NEAR;
  if (!check(text.slice(at, at + NEAR), text.slice(Math.max(0, at - 32), at))) return false;
  analysis.report.add(rule);
  return true;
};

/** "cmd.exe /c", "powershell -e": only where the word itself begins. */
const analyseWordMarks = (
  analysis: Analysis,
  text: string,
  lowerOf: () => string,
  scan: Scan,
): void => {
  for (const mark of WORD_MARKS) {
    if ((scan.flags & mark.needs) !== mark.needs || (scan.bits & mark.word) === 0) continue;
    const lower = lowerOf();
    let at = lower.indexOf(mark.mark);
    analysis.meter.steps += lower.length >> 4;
    for (let turn = 0; at >= 0 && turn < MAX_TRIES; turn += 1) {
      const isWhole = at === 0 || !isWordPart(text.charCodeAt(at - 1));
      if (isWhole && meets(analysis, text, at, mark)) break;
      at = lower.indexOf(mark.mark, at + 1);
    }
  }
};

/** "$ifs", "<?php", "{{": all marks that begin with one sign, by one search for the sign. */
const analyseSignMarks = (
  analysis: Analysis,
  text: string,
  lowerOf: () => string,
  flags: number,
): void => {
  for (const { sign, needs, marks } of SIGN_MARKS) {
    if ((flags & needs) === 0) continue;
    if (!marks.some((mark) => (flags & mark.needs) === mark.needs)) continue;
    const lower = lowerOf();
    analysis.meter.steps += lower.length >> 4;
    let left = MAX_TRIES * marks.length;
    for (let at = lower.indexOf(sign); at >= 0 && left > 0; at = lower.indexOf(sign, at + 1)) {
      analysis.meter.steps += 2;
      for (const mark of marks) {
        const isWorth = (flags & mark.needs) === mark.needs && !analysis.report.has(mark.rule);
        if (!isWorth || !lower.startsWith(mark.mark, at)) continue;
        meets(analysis, text, at, mark);
        left -= 1;
      }
    }
  }
};

/** Whether the name that begins at `from` goes on to the left: "my_system" is a function of one's own. */
const isJoined = (lower: string, from: number): boolean =>
  lower[from - 1] === "_" || lower[from - 1] === "$";

const isRunner = (lower: string, from: number, open: number): boolean => {
  const name = lower.slice(from, open);
  const isKnown = RUNNERS.get(name)?.some(
    (prefix) => lower.endsWith(prefix, from) && !isJoined(lower, from - prefix.length),
  );
  if (isKnown !== true) return false;
  // "child.exec('…')" is a method of some library; "re.exec(" of a pattern.
  if (name !== "exec" || lower[from - 1] !== ".") return true;
  return lower.endsWith("getruntime().", from);
};

/** "';exit(md5('x'));#", ".print(7);//": code of a script, and the rest of it cut off. */
const CODE_CALL = /["';.{]\s{0,4}(?:exit|die|print|print_r|var_dump|md5|assert)\s?\([^)]/i;
const CUT_OFF = /\)\s?;\s?(?:\/\/|#)\s{0,4}$/;

/** "\";$k='sys'.'tem';$k('id')": a string of PHP is left, and what a variable names is called. */
const analyseVariableCall = (analysis: Analysis, text: string): void => {
  if (!/^\s{0,4}\\?["']\s{0,4};/.test(text.slice(0, 12))) return;
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at + 1)) {
    analysis.meter.steps += AROUND;
    if (!/^\$\w{1,24}(?:\[\w{1,4}\])?\s?\(/.test(text.slice(at, at + 36))) continue;
    analysis.report.add("command.code");
    return;
  }
};

const analyseCutCode = (analysis: Analysis, text: string): void => {
  analysis.meter.steps += AROUND;
  if (!CUT_OFF.test(text.slice(-AROUND))) return;
  analysis.meter.steps += NEAR * 2;
  const tail = text.slice(-NEAR * 2);
  const line = tail.lastIndexOf("\n", tail.length - AROUND) + 1;
  if (CODE_CALL.test(tail.slice(line))) analysis.report.add("command.code");
};

const analyseRunners = (analysis: Analysis, text: string, lower: string): void => {
  for (let open = lower.indexOf("("); open >= 0; open = lower.indexOf("(", open + 1)) {
    analysis.meter.steps += 1;
    let from = open;
    while (from > 0 && open - from <= LONGEST_RUNNER && isLetter(lower.charCodeAt(from - 1))) {
      from -= 1;
    }
    if (from === open || !isRunner(lower, from, open)) continue;
    analysis.meter.steps += LONGEST_RUNNER;
    const behind = text.slice(open, open + LONGEST_RUNNER);
    if (!RUNNER_ARGUMENT.test(behind) && !TELLS.test(lower.slice(from, open + 2))) continue;
    analysis.report.add("command.run-function");
    return;
  }
};

/** Behind the letters at `from`, of which a name has a few. */
const wordEnd = (text: string, from: number): number => {
  let end = from;
  while (end < from + 16 && isLetter(text.charCodeAt(end))) end += 1;
  return end;
};

/** "{cat,/etc/passwd}": braces that write a command without a space. */
const analyseBraces = (analysis: Analysis, text: string): void => {
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) {
    analysis.meter.steps += 1;
    // "{,cat}": an empty first word, which the shell drops.
    const from = text[at + 1] === "," ? at + 2 : at + 1;
    const name = from + (/^\$?['"]/.exec(text.slice(from, from + 2))?.[0].length ?? 0);
    if (from > at + 1) {
      const end = wordEnd(text, name);
      const isKnown = commandStrength(text.slice(name, end).toLowerCase()) !== "none";
      if (isKnown && /^['"]?[,}]/.test(text.slice(end, end + 2)))
        analysis.report.add("command.brace");
      continue;
    }
    const end = wordEnd(text, at + 1);
    if (end === at + 1 || text[end] !== ",") continue;
    const isCommand = commandStrength(text.slice(at + 1, end).toLowerCase()) !== "none";
    if (isCommand && /[-/.$'"]/.test(text[end + 1] ?? "")) analysis.report.add("command.brace");
  }
};

const HIDDEN: ReadonlySet<string> = new Set([
  "etc",
  "bin",
  "usr",
  "passwd",
  "shadow",
  "cat",
  "bash",
  "whoami",
  "curl",
  "wget",
  "sh",
  "uname",
  "dev",
  "tmp",
]);

/** How far letters around a set are read, and how long a set may be. */
const AROUND = 8;

/** The word that a set of one letter writes, such as "bin" for "bi[n]"; "" where there is none. */
const wordOfSet = (text: string, at: number): string => {
  let letter = at + 1;
  while (letter < at + 4 && !isLetter(text.charCodeAt(letter))) letter += 1;
  const inner = text.slice(letter, letter + 12).indexOf("]");
  if (inner < 0) return "";
  const close = letter + inner;
  let from = at;
  while (from > at - AROUND && from > 0 && isLetter(text.charCodeAt(from - 1))) from -= 1;
  let end = close + 1;
  while (end <= close + AROUND && isLetter(text.charCodeAt(end))) end += 1;
  if (from === at && end === close + 1) return "";
  return text.slice(from, at) + (text[letter] ?? "") + text.slice(close + 1, end);
};

/** "/bi[n]/bash", "pas[s]wd": a set of one letter stands for the letter. */
const analyseSets = (analysis: Analysis, text: string): void => {
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    analysis.meter.steps += AROUND;
    if (HIDDEN.has(wordOfSet(text, at).toLowerCase())) analysis.report.add("command.glob");
  }
};

/** Directories that a shell looks programs and settings up in. */
const DIRECTORIES = ["etc", "bin", "usr", "tmp", "dev", "var", "sbin", "proc", "opt"] as const;

const standsFor = (pattern: string, name: string): boolean =>
  pattern.length === name.length &&
  pattern !== "?".repeat(name.length) &&
  [...name].every((letter, index) => pattern[index] === "?" || pattern[index] === letter);

/** "/e??/", "/bin/c?t": a segment of a path in which "?" stands for letters. */
const analyseWildcards = (analysis: Analysis, text: string): void => {
  for (let at = text.indexOf("?"); at >= 0; at = text.indexOf("?", at + 1)) {
    analysis.meter.steps += AROUND;
    const before = /(\/(?:usr\/)?s?bin)?\/([a-z]{0,8})$/i.exec(
      text.slice(Math.max(0, at - 20), at),
    );
    if (before === null) continue;
    const behind = /^\?[a-z?]{0,8}(?=\/|\s|$)/i.exec(text.slice(at, at + 12))?.[0];
    if (behind === undefined) continue;
    const segment = `${before[2] ?? ""}${behind}`.toLowerCase();
    const isDirectory =
      text[at + behind.length] === "/" && DIRECTORIES.some((name) => standsFor(segment, name));
    // "/bin/c?t": a question about "/bin/cat?" ends with its mark.
    const isProgram = before[1] !== undefined && !/^[^?]*\?$/.test(segment);
    if (isDirectory || isProgram) analysis.report.add("command.glob");
  }
};

const CALLED_VARIABLE = QUOTE | SEMICOLON | DOLLAR | PAREN;

/** What gives a command away wherever it stands; `scan` says what need not be looked for. */
export const analysePatterns = (analysis: Analysis, text: string, scan: Scan): void => {
  let lower: string | undefined;
  const lowerOf = (): string => {
    if (lower !== undefined) return lower;
    const lowered = text.toLowerCase();
    // A letter whose lower case is longer would move every place behind it.
    lower = lowered.length === text.length ? lowered : text;
    return lower;
  };
  analyseSignMarks(analysis, text, lowerOf, scan.flags);
  if ((scan.bits & (CODE_MARK | LOOP_WORD)) !== 0) analyseWordMarks(analysis, text, lowerOf, scan);
  const mayRun = (scan.bits & RUN_FUNCTION) !== 0 || (scan.flags & AT) !== 0;
  if (mayRun && (scan.flags & PAREN) !== 0) {
    analyseRunners(analysis, text, lowerOf());
  }
  if ((scan.flags & (PAREN | SEMICOLON)) === (PAREN | SEMICOLON)) analyseCutCode(analysis, text);
  if ((scan.flags & CALLED_VARIABLE) === CALLED_VARIABLE) analyseVariableCall(analysis, text);
  if ((scan.flags & SIGN) !== 0) analyseOptions(analysis, text);
  const hasPath = (scan.flags & (SLASH | BACKSLASH)) !== 0;
  if (hasPath && readsFile(analysis, text)) analysis.report.add("command.chain");
  if ((scan.flags & SIGN) !== 0) {
    analysis.meter.steps += OPTIONS;
    if (bringsOption(text)) analysis.report.add("command.option");
  }
  if ((scan.flags & BRACE) !== 0) analyseBraces(analysis, text);
  if ((scan.flags & BRACKET) !== 0) analyseSets(analysis, text);
  if ((scan.flags & (QUESTION | SLASH)) === (QUESTION | SLASH)) analyseWildcards(analysis, text);
};
