// Options that run a program or move a file (CWE-88): where a value becomes an argument of a program,
// no shell and none of its signs are needed.

import { commandStrength } from "./vocabulary.ts";

/** What is longer is a text, which may well cite an option. */
const LONGEST = 256;
/** How much of an option and its value is read. */
const NEAR = 96;
/** Options of a value that are looked at. */
const MAX_TRIES = 16;

/** "photo.jpg -", "192.0.2.1 -": what options are put behind. */
const HEAD = /^["']?([^\s"']{1,64})["']?\s{1,3}-/;
/** A value, unlike the first word of a sentence. */
const VALUE = /[\d./@:*_=]/;
/** A program or a script of one's own, which is shown with its options. */
const SHOWN = /^\.{0,2}\/|\.(?:sh|py|pl|rb|js|exe|bat|ps1)$/;
/** Three words in a row: a sentence about an option. */
const SENTENCE = /\s[a-z]{2,20},? [a-z]{2,20},? [a-z]{2,20}\b/i;

const RUNS =
  /^-{1,2}(?:exec|execdir|ok|[a-z-]{0,24}(?:command|cmd|program|pager|editor|rsh|pack|launcher|helper|askpass))[\s=]{1,2}["']?([\w./-]{1,40})/;
/** Programs that options which name one are for. */
export const ORDINARY =
  /^(?:ssh|rsh|gzip|bzip2|gunzip|bunzip2|less|more|cat|vi|vim|nvim|nano|ed|emacs)$/;
/** "-e 'sh x.sh'", "-I 'touch /tmp/k'": an option of one letter or two, and a command in quotes. */
const QUOTED = /^-[a-z]{1,2}[\s=]?["']([\w./-]{1,40})[\s"']/i;
/** "-z /tmp/k.sh", "-e /bin/sh", "-e sh k.sh": a program by its path, a shell with a script. */
const BY_PATH =
  /^-[a-z]{1,2}[\s=]?(?:\/(?:usr\/)?bin\/(?:ba|da|z|k)?sh\b|\/(?:tmp|dev\/shm|var\/tmp)\/[\w./-]{0,40}\.(?:sh|py|pl)\b|(?:ba|da|z|k)?sh\s\S)/i;
/** "-c alias.x=!id", "--config=core.pager=id": settings of git and Mercurial that run. */
const SETTING =
  /^-{1,2}c(?:onfig)?[\s=]?["']?(?:alias\.[\w-]{1,20}=["']?!|core\.(?:pager|editor|fsmonitor|sshcommand|gitproxy)=|protocol\.ext\.allow=)/i;
/** Where what is left there is run, or served. */
const LEFT =
  /^-{1,2}(?:[oOXw]|output|output-document|output-file|logfile|log-file|directory-prefix)[\s=]?["']?\/(?:(?:var|srv)\/(?:www|http)|usr\/share\/nginx|etc\/cron|etc\/sudoers|root\/\.|home\/[\w.-]{1,32}\/\.|[\w./-]{1,60}\.(?:php\d?|phtml|jsp|aspx?)\b)/;
/** "--post-file=/etc/passwd", "-d @/etc/shadow". */
const SENT = /^-{1,2}[\w-]{1,20}[\s=]?["']?(?:\w{1,12}=)?@?\/etc\/(?:passwd|shadow|sudoers)\b/i;
/** "ssh://-oProxyCommand=id/k": a host that is read as an option (CVE-2017-1000117). */
const HOST = /:\/\/-[a-z]{1,20}=/i;

/** Name of a program without its path, in lower case. */
export const nameOf = (program: string): string =>
  program.slice(program.lastIndexOf("/") + 1).toLowerCase();

/** Words of prose that proofs run. */
const PROOFS: ReadonlySet<string> = new Set(["id", "touch", "sleep"]);

/** Where everybody may write, and where uploads lie. */
const LEFT_BEHIND = /^\/(?:tmp|var\/tmp|dev\/shm|var\/www)\//;

/** Whether a program has no business as the value of an option. */
const isForeign = (program: string): boolean => {
  const name = nameOf(program);
  if (LEFT_BEHIND.test(program)) return true;
  return (commandStrength(name) === "strong" || PROOFS.has(name)) && !ORDINARY.test(name);
};

const isHarmful = (near: string): boolean => {
  const run = RUNS.exec(near)?.[1];
  // "-exec cat /etc/shadow": there is no editor or pager to choose with it.
  const isExec = /^-{1,2}(?:exec|ok)/.test(near);
  if (
    run !== undefined &&
    (isForeign(run) || (isExec && commandStrength(nameOf(run)) === "strong"))
  )
    return true;
  const quoted = QUOTED.exec(near)?.[1];
  if (quoted !== undefined && isForeign(quoted)) return true;
  return BY_PATH.test(near) || SETTING.test(near) || LEFT.test(near) || SENT.test(near);
};

/** Where the options of a value begin; -1 where it is a command, a sentence, or has none. */
const beginOfOptions = (text: string): number => {
  if (/^\s?["']?-/.test(text)) return 0;
  const head = HEAD.exec(text)?.[1];
  if (head === undefined || !VALUE.test(head) || SHOWN.test(head)) return -1;
  return commandStrength(nameOf(head)) === "none" ? head.length : -1;
};

/** Whether a value brings an option that runs a program, or has one read or write a file. */
export const bringsOption = (text: string): boolean => {
  if (text.length > LONGEST) return false;
  if (HOST.test(text)) return true;
  const from = beginOfOptions(text);
  if (from < 0 || text.includes("\n") || SENTENCE.test(text)) return false;
  let at = text.indexOf("-", from);
  for (let turn = 0; at >= 0 && turn < MAX_TRIES; turn += 1) {
    const isFirst = at === 0 || " \t'\"".includes(text[at - 1] ?? "");
    if (isFirst && isHarmful(text.slice(at, at + NEAR))) return true;
    at = text.indexOf("-", at + 1);
  }
  return false;
};
