// Commands in sentences: "…; ssh port 22", "grep -c x notes | sort shows the rest".

import { commandStrength } from "./vocabulary.ts";
import type { CommandWord } from "./word.ts";

/** How much of a sentence is read on either side. */
const REACH = 200;

/** Three words in a row. */
const WORDS =
  /(?:^|[\s"'(])[a-z]{2,}(?:'[a-z]{1,2})?,? [a-z]{2,}(?:'[a-z]{1,2})?,? [a-z]{2,}(?=[\s,.;:!?)]|$)/i;

/** Asks who and where one is: a proof, whatever is said behind it. */
const PROOFS: ReadonlySet<string> = new Set(
  "whoami id uname ls pwd ps env hostname ifconfig ipconfig netstat systeminfo printenv sleep ping dir cat".split(
    " ",
  ),
);

/** "; lsof shows", "; sort -h knows all": a blank before the command, and words of a sentence behind it. */
const GOES_ON =
  /^(?:[ \n][a-z]{3,}(?=[\s,;!?)]|[.:](?:\s|$)|$)| -{1,2}[\w-]{1,8} [a-z]{3,} [a-z]{2,}(?=[\s,.]))/;
/** "; nano → Ctrl": an arrow, or a word of another script. */
const FOREIGN = /^ [\u0080-\u{10ffff}]/u;

/** Whether the words around a semicolon make the name of a command behind it one of them. */
export const isWordOfSentence = (text: string, from: number, word: CommandWord): boolean =>
  text[from] === " " &&
  !word.isSplit &&
  !word.hasPath &&
  !PROOFS.has(word.name) &&
  (FOREIGN.test(text.slice(word.end, word.end + 3)) ||
    (GOES_ON.test(text.slice(word.end, word.end + 40)) &&
      WORDS.test(text.slice(Math.max(0, from - REACH), from))));

/** Programs that read what others write, and nothing else. */
const FILTERS: ReadonlySet<string> = new Set(
  "sort uniq head tail wc awk gawk sed grep egrep cut tr less more nl jq column findstr".split(" "),
);

/** Where "ps aux " or "grep -rn x src/ " may begin: behind a stop, or a word that announces it. */
const BEGINNING =
  /(?:^|[\n|:(`,?!] ?|\b(?:use|run|try|with|tried|ran|typed) )([a-z][\w.-]{1,20}) /g;
/** What a command on its way to a pipe does not hold. */
const NO_ARGUMENT = /[|\n;&`<>$]/;

/** Whether a text ends with a command and what it is given. */
const endsWithCommand = (text: string): boolean =>
  [...text.matchAll(BEGINNING)].some(
    ([head, name = ""], index, all) =>
      commandStrength(name) !== "none" &&
      !NO_ARGUMENT.test(text.slice((all[index]?.index ?? 0) + head.length)),
  );

/** Files and directories of a system that nobody has to be shown. */
const SECRETS = /\/etc\/|\/proc\/|passwd|shadow|\.ssh|\.env\b/;

/** "RUN apt-get update && …": a step of a build. */
const STEP = /(?:^|\n)RUN (?:sudo )?([a-z][\w.-]{1,20}) [^|\n;&`<>$]{1,80}&?$/;

/** Whether a command behind "&&" follows another one in a step of a build. */
export const isStepOfBuild = (text: string, from: number, word: CommandWord): boolean => {
  if (text[from - 1] !== "&" || word.hasPath || word.isSplit || PROOFS.has(word.name)) return false;
  const name = STEP.exec(text.slice(Math.max(0, from - REACH), from - 1))?.[1];
  return name !== undefined && commandStrength(name) !== "none";
};

/** Whether a pipe lies in a pipeline of filters that a sentence is about. */
export const isPipelineOfSentence = (text: string, pipe: number, word: CommandWord): boolean => {
  if (!FILTERS.has(word.name) || word.hasPath || word.isSplit) return false;
  const before = text.slice(Math.max(0, pipe - REACH), pipe);
  if (!endsWithCommand(before)) return false;
  const around = before + text.slice(pipe, pipe + REACH);
  return WORDS.test(around) && !SECRETS.test(around);
};
