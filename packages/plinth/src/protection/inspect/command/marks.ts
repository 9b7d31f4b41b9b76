import { BLANKS, CALL, DASHES, DIGIT, DOTS, EVENT, PERCENT } from "../engine/flags.ts";
import { createScanner } from "../engine/scan.ts";
import { LOOP_WORD, TOOL_MARK, type WordBits } from "../engine/words.ts";
import type { RuleId } from "../rules/index.ts";
import { type Check, type Entry, EXPRESSIONS } from "./expressions.ts";
import { nameOf, ORDINARY } from "./options.ts";
import { commandStrength } from "./vocabulary.ts";

/** "() { :;};" where a value begins: the function that old shells ran when they imported it. */
const isShellFunction = (near: string, before: string): boolean =>
  /^\(\)\s?\{\s{0,4}(?::|_|[a-z]{1,8}\s?=>?\s?\[?\S{0,4})\s{0,4};/i.test(near) ||
  (before.trim() === "" && /\}\s{0,4};/.test(near)) ||
  callsItself(near, before);

/** ":(){ :|:& };:": a function that starts itself twice. */
const callsItself = (near: string, before: string): boolean => {
  const name = /[\w:.]{1,12}\s?$/.exec(before)?.[0].trim() ?? "";
  const body = /^\(\)\s?\{([^}]{1,40})\}/.exec(near)?.[1]?.replaceAll(" ", "") ?? "";
  return name !== "" && (body.includes(`${name}|${name}`) || body.includes(`${name}&${name}`));
};

/** Options that name a program to run (CWE-88), of git, tar, rsync and others. */
const RUNNING: readonly string[] =
  "upload-pack receive-pack use-compress-program to-command rsh exec open-files-in-pager pager editor".split(
    " ",
  );
const PROGRAM = /^[a-z-]+=['"]?([\w./-]{1,40})/;
/** "--upload-pack=id": a program that has no business there. */
const runsProgram: Check = (near, before) => {
  const program = PROGRAM.exec(near.slice(2).toLowerCase())?.[1];
  if (program === undefined || !isFirst(near, before)) return false;
  const name = nameOf(program);
  return (commandStrength(name) === "strong" || name === "id") && !ORDINARY.test(name);
};

/** Behind a blank or a quote, as options stand. */
const isFirst: Check = (_, before) => before === "" || " \t\n\r+'\"".includes(before.slice(-1));

/** "array_map('system',": functions of PHP that are called with what the list holds. */
const HANDED_RUNNER =
  /^[a-z_]{5,12}\([^'"]{0,24}['"](?:system|exec|shell_exec|passthru|popen|assert)['"]/i;
const NAMED_RUNNER =
  /^\$\w{1,20}\s?=\s?['"](?:system|exec|shell_exec|passthru|popen|assert)['"]\s?;/i;

/** "('sys'.'tem')(". */
const NAME_IN_PIECES = /\((?:'\w{0,12}'|"\w{0,12}")(?:\s?\.\s?(?:'\w{0,12}'|"\w{0,12}")){1,8}\s?$/;

const startsProgram: Check = (near, before) =>
  /[^\s&|]$/.test(before) &&
  /^[&|]{1,2}\s?(?:calc|notepad|mspaint|taskmgr|regedit)(?:\.exe)?(?:$|[&|;\s"'])/i.test(near);

const PIECES =
  /^[&.]\s?\(\s?((?:'[\w-]{0,16}'|"[\w-]{0,16}")(?:\s?\+\s?(?:'[\w-]{0,16}'|"[\w-]{0,16}")){1,6})\s?\)/;
const callsPieces: Check = (near) => {
  const name = PIECES.exec(near)?.[1]
    ?.replace(/[^\w-]/g, "")
    .toLowerCase();
  return name !== undefined && commandStrength(name) !== "none";
};

/** A variable that is only named, "`%windir%`", is not used. */
const isNotNamed: Check = (near, before) =>
  !(before.endsWith("`") && /^%\w{1,16}%[\w\\.]{0,40}`/.test(near));

/** "i`E`x(": PowerShell drops the backticks in a name. */
const isTicked: Check = (near, before) => {
  const head = /(?:^|[\s;|&({'"])([a-z]{1,6})$/i.exec(before)?.[1];
  const tail = /^((?:`[a-z]{1,8}){2,8})(?:$|[\s(;|'"])/i.exec(near)?.[1];
  if (head === undefined || tail === undefined) return false;
  return commandStrength(`${head}${tail.replaceAll("`", "")}`.toLowerCase()) === "strong";
};

const LIST: readonly Entry[] = [
  ["() {", "command.shellshock", (near, before) => isShellFunction(near, before)],
  ["(){", "command.shellshock", (near, before) => isShellFunction(near, before)],
  [
    "<!--#",
    "command.server-include",
    (near) => /^<!--#\s{0,4}(?:exec|include|echo|printenv|config|set|flastmod)/i.test(near),
  ],
  [
    "<esi:",
    "command.server-include",
    (near) => /^<esi:(?:include|inline|debug|vars|remove|choose|try|assign|eval)\b/i.test(near),
  ],
  // "before <?php, almost always": a word of a sentence.
  ["<?php", "command.code", (near) => !/^<\?php(?:[,.:!?)"'`]|\s{0,4}$)/i.test(near)],
  ["<?=", "command.code", (near) => /[($`]/.test(near)],
  [
    "<%",
    "command.code",
    (near) =>
      /^<%=?\s{0,4}(?:(?:system|exec|execute|eval|require)[\s(]|`|file\.|io\.|process\.|runtime\.)/i.test(
        near,
      ),
  ],
  ["<cf", "command.code", (near) => /^<cf(?:execute|file)\s|^<cfoutput>#evaluate\(/i.test(near)],
  ["!!python/", "command.code", (near) => /^!!python\/(?:object|name|module)/i.test(near)],
  ["!ruby/object:", "command.code", () => true],
  ["!!java", "command.code", (near) => /^!!javax?\.\w{2,16}\.\w/.test(near)],
  // PHP calls what the pieces or the numbers of a name make.
  ["(chr(", "command.code", (near) => /^\(chr\(\d{2,3}\)(?:\s?\.\s?chr\(\d{2,3}\)){2}/i.test(near)],
  [")(", "command.code", (_, before) => NAME_IN_PIECES.test(before)],
  // What TeX runs, and a cell of a table that Windows starts a program for.
  ["\\write18{", "command.run-function", () => true],
  ["\\input{|", "command.run-function", () => true],
  ["cmd|'", "command.windows", (near) => /^cmd\|'\s?\/c\s/i.test(near)],
  ...["array_map(", "array_filter(", "usort("].map(
    (mark): Entry => [mark, "command.run-function", (near) => HANDED_RUNNER.test(near)],
  ),
  // "$k='system'": the name of a function that runs commands, to be called by its variable.
  ["$", "command.run-function", (near) => NAMED_RUNNER.test(near)],
  ["$_get", "command.code", (near) => /^\$_get\s{0,2}\[/i.test(near)],
  ["$_post", "command.code", (near) => /^\$_post\s{0,2}\[/i.test(near)],
  ["$_request", "command.code", (near) => /^\$_request\s{0,2}\[/i.test(near)],
  ["/dev/tcp/", "command.reverse-shell", () => true],
  ["/dev/udp/", "command.reverse-shell", () => true],
  ["$ifs", "command.variable-trick", (near) => !/^\$ifs[a-z]/i.test(near)],
  ["${ifs", "command.variable-trick", () => true],
  ["${path:", "command.variable-trick", () => true],
  ["${home:", "command.variable-trick", () => true],
  ["ifs=", "command.variable-trick", (near) => /^ifs=[^\s\w]/i.test(near)],
  // "cat$u", "/etc$u/passwd$u": a variable that is not set, behind a word that is to be hidden.
  [
    "$",
    "command.variable-trick",
    (near, before) =>
      /^\$[a-z_]\w{0,30}(?:$|[\s/;|&+])/i.test(near) &&
      /(?:^|[\s/;|&+])(?:etc|passwd|shadow|bin|cat|whoami)$/i.test(before),
  ],
  ["<<<", "command.here-string", (near) => /^<<<(?:\w|\s?['"$(])/.test(near)],
  // "$'uname\x20-a'": letters of a shell by their numbers.
  [
    "$'",
    "command.variable-trick",
    (near) => /^\$'[^'\n]{0,40}\\(?:x[\da-f]{2}|[0-3][0-7]{2})/i.test(near),
  ],
  // Options whose value is a program to run (CWE-88).
  ["-oproxycommand=", "command.option", isFirst],
  ["-o proxycommand=", "command.option", isFirst],
  ...RUNNING.map((option): Entry => [`--${option}=`, "command.option", runsProgram]),
  ["-c core.sshcommand=", "command.option", isFirst],
  ["-c core.gitproxy=", "command.option", isFirst],
  ["--config core.sshcommand=", "command.option", isFirst],
  ["ext::sh -c", "command.option", () => true],
  ["%pipe%", "command.interpreter", () => true],
  ["--gpu-launcher=", "command.option", isFirst],
  ["--use-askpass=", "command.option", isFirst],
  [
    "--checkpoint-action=",
    "command.option",
    (near, before) => isFirst(near, before) && /^--checkpoint-action=['"]?exec=/i.test(near),
  ],
  ["/???/", "command.glob", () => true],
  ["/b?n/", "command.glob", () => true],
  ["/bi?/", "command.glob", () => true],
  ["/?in/", "command.glob", () => true],
  ["%comspec%", "command.windows", isNotNamed],
  ["%systemroot%", "command.windows", isNotNamed],
  ["%windir%", "command.windows", isNotNamed],
  ["cmd.exe", "command.windows", (near) => /^cmd\.exe\s{0,4}[/&|+]/i.test(near)],
  ["cmd /c", "command.windows", () => true],
  // "x&calc.exe&x": programs that a proof starts, glued to what came before.
  ["&", "command.windows", startsProgram],
  ["|", "command.windows", startsProgram],
  // "& ('i'+'ex')", ".('i'+'ex')": PowerShell calls what the pieces of a name make.
  ["&", "command.split-word", callsPieces],
  ["`", "command.split-word", isTicked],
  [".", "command.split-word", callsPieces],
  [
    "powershell",
    "command.windows",
    (near) => /^powershell(?:\.exe)?\s{1,4}(?:-[a-z]{1,16}|iex|"|\(|invoke)/i.test(near),
  ],
  [
    ":~",
    "command.windows",
    (near, before) => /^:~-?\d{1,3}(?:,-?\d{1,3})?%/.test(near) && before.includes("%"),
  ],
  ["for /", "command.windows", (near) => /^for\s\/[fdlr]\s[^\n]{0,40}%/i.test(near)],
  ...EXPRESSIONS,
  ["child_process", "command.run-function", (near) => /^child_process['"]\)\s{0,2}\./.test(near)],
  ["base64 -d", "command.decoded-script", (near) => /^base64\s{1,3}(?:-d|--decode)/i.test(near)],
  ["xxd -r", "command.decoded-script", () => true],
];

/** A tell-tale beginning: found by search, then confirmed by what stands around it. */
export interface Mark {
  /** In lower case. */
  readonly mark: string;
  /** Characters that a text must hold before the search is worth it. */
  readonly needs: number;
  /** What the dictionary says of its word, where it begins with one. */
  readonly word: WordBits;
  readonly rule: RuleId;
  readonly check: Check;
}

/** Flags that say more than that a character occurs. */
const COMPOUND = BLANKS | CALL | DASHES | DIGIT | DOTS | EVENT;

const scanner = createScanner();

const MARKS: readonly Mark[] = LIST.map(([mark, rule, check]) => ({
  mark,
  // A loop of cmd.exe names its variable with a "%".
  needs: (scanner.scan(mark).flags & ~COMPOUND) | (mark === "for /" ? PERCENT : 0),
  word: mark === "for /" ? LOOP_WORD : TOOL_MARK,
  rule,
  check,
}));

const isLetter = (code: number): boolean => code === 95 || (code >= 97 && code <= 122);

/** Marks that begin with a word, which the dictionary knows as a mark of code. */
export const WORD_MARKS: readonly Mark[] = MARKS.filter(({ mark }) => isLetter(mark.charCodeAt(0)));

const BY_SIGN = MARKS.filter(({ mark }) => !isLetter(mark.charCodeAt(0)));

/** Marks that begin with the same sign. */
export interface SignMarks {
  readonly sign: string;
  /** The flag of that sign. */
  readonly needs: number;
  readonly marks: readonly Mark[];
}

/** Marks that begin with a sign: one search for the sign serves all of them. */
export const SIGN_MARKS: readonly SignMarks[] = [
  ...new Set(BY_SIGN.map(({ mark }) => mark.charAt(0))),
].map((sign) => ({
  sign,
  needs: scanner.scan(sign).flags,
  marks: BY_SIGN.filter(({ mark }) => mark.startsWith(sign)),
}));
