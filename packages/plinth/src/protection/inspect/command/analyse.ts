import { createFences, type Fences } from "../engine/fences.ts";
import type { Analysis } from "../engine/finding.ts";
import { BLANKS, TICK } from "../engine/flags.ts";
import type { Scan } from "../engine/scan.ts";
import type { RuleId } from "../rules/index.ts";
import { isShownPipe, mayRunInDocument } from "./documents.ts";
import { endsHere, hasArgument, isBlank, skipBlanks } from "./follows.ts";
import { createJointWalk, MAY_JOIN } from "./joints.ts";
import { analysePatterns } from "./patterns.ts";
import { prefixLength, runsVariable } from "./prefixes.ts";
import { isInFence, isQuotation, isShownLine } from "./quotation.ts";
import { isPipelineOfSentence, isStepOfBuild, isWordOfSentence } from "./sentences.ts";
import { isAskedAbout, isScheme } from "./shown.ts";
import { commandStrength, ENDS_ALONE, SURE } from "./vocabulary.ts";
import { isProgram, isWholeCommand, isWholeWeak, SUBCOMMANDS } from "./whole.ts";
import { type CommandWord, readCommand } from "./word.ts";

/** What separates commands, and the rule a command behind it meets. */
type Joint = "chain" | "pipe" | "background" | "newline" | "substitution" | "backtick" | "start";

const RULES: Readonly<Record<Joint, RuleId>> = {
  chain: "command.chain",
  pipe: "command.pipe",
  background: "command.background",
  newline: "command.newline",
  substitution: "command.substitution",
  backtick: "command.backtick",
  start: "command.whole",
};

const GLUED = /^(?:id|dir|ver|who|finger)$/;

/** Weak ones that are commands by what stands in SUBCOMMANDS only. */
const ASKS_MORE: ReadonlySet<string> = new Set(["at", "cut", "file", "make"]);

const isWeakCommand = (text: string, word: CommandWord, joint: Joint): boolean => {
  const rest = text.slice(word.end, word.end + 80);
  if (joint === "start") return isWholeWeak(text, word) || isProgram(text, word);
  // "fork/exec calls", where a sentence was wrapped: a path that begins nowhere.
  const isNowhere =
    joint === "newline" && /^[a-z][^:]/i.test(text.slice(word.start, word.start + 2));
  if (word.hasPath && !isNowhere) return true;
  if (SUBCOMMANDS[word.name]?.test(rest.replaceAll("+", " ")) === true) return true;
  // "Set `salt` to 7", where a sentence was wrapped.
  const isApart = joint === "newline" || (joint === "chain" && text[word.start - 1] === " ");
  if (isApart && /^ `/.test(rest)) return false;
  // "at https://…", 'File "menu.py", line 7', "make -j4", "cut 2 on bias": what sentences and builds have.
  if (ASKS_MORE.has(word.name) || /^ "[^"\n]{1,60}", line \d/.test(rest)) return false;
  if (hasArgument(text, word.end)) return joint !== "background" || word.name !== "time";
  if (!endsHere(text, word.end)) {
    // ";id and on": people put a space behind a semicolon.
    const isGlued = joint === "chain" && /[;|&]/.test(text[word.start - 1] ?? "");
    return isGlued && GLUED.test(word.name) && isBlank(text.charCodeAt(word.end));
  }
  return ENDS_ALONE.has(word.name) || joint === "substitution" || joint === "backtick";
};

/** Strong names that are read as words in lists: "cats & dogs | net". */
const isStrongCommand = (text: string, word: CommandWord, joint: Joint): boolean => {
  if (joint === "start") {
    // "cu$@rl host", "'c'url host": nobody spells a name so but to hide it.
    return word.isSplit && word.name.length > 3
      ? skipBlanks(text, word.end) > word.end || endsHere(text, word.end)
      : isWholeCommand(text, word);
  }
  if (word.hasPath || word.isSplit) return true;
  if (SURE.has(word.name) && (joint === "chain" || joint === "pipe")) return true;
  const isShort = word.name.length <= 3 || AMBIGUOUS.has(word.name);
  if (!isShort) return true;
  if (SUBCOMMANDS[word.name]?.test(text.slice(word.end, word.end + 40)) === true) return true;
  return hasArgument(text, word.end) || endsHere(text, word.end) || joint === "substitution";
};

const AMBIGUOUS: ReadonlySet<string> = new Set([
  "node",
  "ruby",
  "python",
  "bash",
  "perl",
  "groups",
  "arch",
  "fetch",
  "dash",
  "strings",
  "arp",
  "hostname",
  "printf",
  "eval",
  "base64",
  "openssl",
  "mysql",
  "curl",
  "grep",
  "ping",
  "passwd",
]);

/** The part of a line around a place, up to `reach` characters each way. */
const lineAround = (text: string, at: number, reach: number): string => {
  const before = text.slice(Math.max(0, at - reach), at);
  const after = text.slice(at, at + reach);
  const end = after.indexOf("\n");
  return before.slice(before.lastIndexOf("\n") + 1) + (end < 0 ? after : after.slice(0, end));
};

const PLAIN_CELL = /^[\w .:*-]{1,40}$/;
/** Cells of a row that are read: a row of very short ones would cost each of its pipes all the others. */
const MOST_CELLS = 8;

/** A row of cells between "|": a table or a list of choices, not a pipeline. */
const isTable = (text: string, at: number): boolean => {
  const before = at === 0 ? "\n" : text[at - 1];
  if ((before !== " " && before !== "\n") || text[at + 1] !== " ") return false;
  let plain = 0;
  let foreign = 0;
  for (const cell of lineAround(text, at, 60).split("|", MOST_CELLS)) {
    const trimmed = cell.trim();
    const [name = ""] = trimmed.toLowerCase().split(/\s/, 1);
    if (trimmed === "" || /[$`;<>&]/.test(trimmed)) continue;
    if (commandStrength(name) === "none") foreign += 1;
    if (PLAIN_CELL.test(trimmed)) plain += 1;
  }
  return foreign >= 2 || (foreign >= 1 && plain >= 3);
};

/** Names that PowerShell and the languages of servers call with brackets. */
const CALLED = /^(?:iex|iwr|eval|printf|phpinfo|system|exec|sh|bash|invoke-.*|new-object)$/;

/** "Find", "HostName", "MySQL", as sentences and settings are written, and no command is. */
const CAPITAL = /^(?:[A-Z][a-z]+)+$|^[A-Z][a-z]{1,3}[A-Z]{2,4}$/;

/** Where settings and notes of programs lie, under their names. */
const NO_PROGRAMS = /^\/(?:etc|proc|path|usr\/share|var\/log)\//;

/** The command behind a joint, if it is one; undefined where it is a word like any other. */
const commandBehind = (
  analysis: Analysis,
  text: string,
  from: number,
  joint: Joint,
): CommandWord | undefined => {
  if (analysis.report.has(RULES[joint])) return undefined;
  const word = readCommand(text, from, analysis.meter);
  // "logname= uid=0": a setting, not a command.
  if (word === undefined || text[word.end] === "=" || isScheme(text, word)) return undefined;
  // "; Find the oven", "\nHostName": a word with a capital, where nothing is glued to it.
  const first = text[word.start - 1] ?? "";
  if (!word.hasPath && /\s/.test(first) && CAPITAL.test(text.slice(word.start, word.end))) {
    return undefined;
  }
  // "mkdir('menu')" is a call of some function, "$Id$" a keyword of version control.
  const next = text[word.end];
  const isCalled = next === "(" || text.startsWith(" (", word.end);
  if (isCalled && !CALLED.test(word.name)) return undefined;
  if (next === "$" && text[word.start - 1] === "$") return undefined;
  if (word.hasPath && NO_PROGRAMS.test(text.slice(word.start, word.start + 12))) return undefined;
  const strength = commandStrength(word.name);
  if (strength === "none") return undefined;
  analysis.meter.steps += 80;
  const isCommand =
    strength === "strong" ? isStrongCommand(text, word, joint) : isWeakCommand(text, word, joint);
  return isCommand ? word : undefined;
};

const judge = (analysis: Analysis, text: string, from: number, joint: Joint): void => {
  const word = commandBehind(analysis, text, from, joint);
  if (word === undefined) return;
  // "Friends & groups | Only me": a choice of a list.
  const pipe = joint === "background" && text[word.end + 1] === "|" ? word.end + 1 : from - 1;
  const isCell = joint === "pipe" || pipe !== from - 1;
  if (isCell && !word.hasPath && isTable(text, pipe)) return;
  if (joint === "pipe" && isShownPipe(text, from, word)) return;
  if (joint === "pipe" && isPipelineOfSentence(text, from - 1, word)) return;
  if (joint === "chain" && isWordOfSentence(text, from, word)) return;
  if (isStepOfBuild(text, from, word)) return;
  if (joint === "newline" && !mayRunInDocument(text, from, word)) return;
  const isParted = joint === "start" || text[from - 1] === ";";
  if (!isParted && isAskedAbout(text)) return;
  analysis.report.add(word.isSplit ? "command.split-word" : RULES[joint]);
};

/** Backticks further apart than this quote nothing. */
const LONGEST_SPAN = 200;

/** "-v $(pwd):/app", "-j$(nproc)": what build instructions put into their commands. */
const BUILDS = /^\$\((?:git|pwd|nproc|dirname|basename|date|docker|kubectl|npm|brew)\b/;
/** A command with arguments, or more of them, stands before on the line. */
const IN_COMMAND = /(?:^|[\s`$"'])[a-z][\w./-]{1,40} [^\n;|&`]{0,160}$/;

/** Whether a substitution belongs to a command that is shown. */
const isInBuild = (text: string, at: number): boolean =>
  BUILDS.test(text.slice(at, at + 16)) && IN_COMMAND.test(text.slice(Math.max(0, at - 200), at));

/** Judges the backtick at `at`, and gives the place of the one that closes a quotation; -1 for others. */
const judgeSpan = (analysis: Analysis, text: string, at: number): number => {
  // The fence of a block opens no quotation that the next backtick would close.
  if (analysis.report.has(RULES.backtick) || isInFence(text, at)) return -1;
  const next = text.indexOf("`", at + 1);
  const close = next < at + LONGEST_SPAN ? next : -1;
  analysis.meter.steps += 48;
  if (isQuotation(text, at, close)) return close;
  const word = commandBehind(analysis, text, at + 1, "backtick");
  if (word !== undefined) {
    analysis.report.add(word.isSplit ? "command.split-word" : RULES.backtick);
  }
  return -1;
};

/** The ";" of "&#34;id": a character reference; a shell would read a comment from its "#" on. */
const REFERENCE = /&#(?:\d{1,7}|x[0-9a-f]{1,6})$/i;

const jointAt = (text: string, at: number): Joint | undefined => {
  const code = text.charCodeAt(at);
  if (code === 59) return REFERENCE.test(text.slice(Math.max(0, at - 9), at)) ? undefined : "chain";
  if (code === 10 || code === 13) return "newline";
  if (code === 124) return text.charCodeAt(at + 1) === 124 ? "chain" : "pipe";
  if (code === 38) return text.charCodeAt(at + 1) === 38 ? "chain" : "background";
  if (code === 36 && text.charCodeAt(at + 1) === 40) return "substitution";
  if ((code === 60 || code === 62) && text.charCodeAt(at + 1) === 40) return "substitution";
  // A backslash and an "n", as a line break comes out of JSON and logs.
  if (code === 92 && (text.charCodeAt(at + 1) | 32) === 110) return "newline";
  return undefined;
};

/** A line break in prose is followed by anything; only a technical first line is looked at. */
const isLineJoint = (text: string, at: number): boolean => {
  const next = text.charCodeAt(at) === 92 ? at + 2 : at + 1;
  const code = text.charCodeAt(next);
  return code !== 10 && code !== 13;
};

/** Without a backtick nothing is fenced in. */
const isNowhere = (): boolean => false;

/** Whether Markdown shows what stands here as code, which has lines and pipes of its own. */
const isShown = (text: string, at: number, joint: Joint, isFenced: Fences): boolean => {
  // A semicolon runs what follows it wherever the text ends up.
  if (isFenced === isNowhere || text.charCodeAt(at) === 59) return false;
  return isFenced(at) || (joint === "pipe" && isShownLine(text, at));
};

/** "/c whoami", "/r 'dir c:\\": what cmd.exe is given to run. */
const judgeSwitch = (analysis: Analysis, text: string): void => {
  // Few texts begin so, and a pattern is asked of those only.
  const first = text.charCodeAt(0);
  if (first !== 47 && first > 32) return;
  const given = /^\s{0,4}\/[ckr]\s{1,3}/i.exec(text.slice(0, 12))?.[0].length;
  if (given === undefined) return;
  const word = commandBehind(analysis, text, given, "chain");
  if (word !== undefined) analysis.report.add("command.windows");
};

const ROW_OF_BLANKS = /[ \t]{2,}/g;

/** ";", "|" and "&", behind which a variable may be run. */
const RUNS_VARIABLE: ReadonlySet<number> = new Set([59, 124, 38]);

/** Judges what stands behind the joint at `at`, which may be of two characters. */
const judgeBehind = (analysis: Analysis, text: string, at: number, joint: Joint): void => {
  const code = text.charCodeAt(at);
  const isWide = text.charCodeAt(at + 1) === code || joint === "substitution" || code === 92;
  const last = isWide ? at + 1 : at;
  if (joint === "substitution" && isInBuild(text, at)) return;
  judge(analysis, text, last + 1, joint);
  const prefix = prefixLength(text, last);
  if (prefix > 0) judge(analysis, text, last + 1 + prefix, joint);
  if (RUNS_VARIABLE.has(code) && runsVariable(text, last)) {
    analysis.report.add("command.variable-trick");
  }
};

/** Cuts a text where a shell would and looks at each command. */
export const analyseCommands = (analysis: Analysis, given: string, scan: Scan): void => {
  // To a shell a row of blanks is one.
  const text = (scan.flags & BLANKS) === 0 ? given : given.replace(ROW_OF_BLANKS, " ");
  analysePatterns(analysis, text, scan);
  judge(analysis, text, 0, "start");
  judgeSwitch(analysis, text);
  analysis.meter.steps += text.length;
  if ((scan.flags & MAY_JOIN) === 0) return;
  const nextJoint = createJointWalk(text, scan.flags);
  const isFenced = (scan.flags & TICK) === 0 ? isNowhere : createFences(text, analysis.meter);
  let closing = -1;
  for (let at = nextJoint(); at < text.length; at = nextJoint()) {
    const code = text.charCodeAt(at);
    if (code === 96) {
      if (at !== closing) closing = judgeSpan(analysis, text, at);
      continue;
    }
    const joint = jointAt(text, at);
    if (joint === undefined) continue;
    if (joint === "newline" && !isLineJoint(text, at)) continue;
    const isQuoted = at < closing && (joint === "pipe" || code === 59 || code === 38);
    if (isShown(text, at, joint, isFenced) || isQuoted) continue;
    judgeBehind(analysis, text, at, joint);
  }
};
