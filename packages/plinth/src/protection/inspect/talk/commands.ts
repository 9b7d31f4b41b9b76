// Lines of a shell as people show them to each other: one program's output given to another, steps in a row.

import { commandStrength } from "../command/vocabulary.ts";

/** What nobody has to be shown to be helped: secrets, ways out, code that is put together. */
const HARM =
  /\/etc\/(?:passwd|shadow|group|hosts|motd|issue)|\.ssh\/|\/dev\/tcp|\|\s{0,4}(?:sudo )?(?:ba|da|z|k)?sh\b|\b(?:whoami|uname|ifconfig|ipconfig|ncat|powershell|certutil|bitsadmin|mshta|systeminfo|sysinfo|nslookup)\b|\bnc -|\$\{?IFS|base64 -d|\|\s{0,4}base64|\b(?:system|exec|shell_exec|passthru|popen|eval|spawn|execSync)\b|\/bin\/(?:ba)?sh|>\s{0,4}[\w./-]{1,80}\.(?:php|jsp|aspx?)|'\s{0,4}[);]|;\s{0,4}['(]|\+[|&]|[|&]\+/i;
/** What proves that a command ran, fetches, or destroys; and programs by their path. */
const PROOF =
  /^(?:\(|[.~]?[/\\]|usr\/|(?:cat|ls|dir|id|pwd|curl|wget|nc|ping|sleep|tasklist|netstat|ps|reg|net|sc|type|copy|telnet|find \/|tail|head|more|less|chmod|chown|useradd|netsh|ssh|scp|python|php|perl|ruby|env|set|systemctl stop|rm -rf? (?:\/(?!var\/lib\/|tmp)|\*|~)|touch|nohup|bash|sh)\b|(?:get|start|invoke|new|set)-)/i;
const JOINT = /;|\|\|?|&&?|\$\(|[\n\r]/g;
/** What build instructions and scripts put into their lines. */
const TOLD = /^\$\((?:date|hostname|pwd|git|basename|dirname|nproc)\b/;
const NAME = /^(?:sudo )?([a-z][\w.-]{0,20})/i;

/** How much of a line is read before a joint. */
const REACH = 200;

/** Whether what stands before a joint is a command, or has options and paths as one has. */
const isCommandLine = (before: string): boolean => {
  const line = (before.split(/[.?!:]\s|[\n"'`;&]/).at(-1) ?? "").trim();
  const name = /^(?:RUN |sudo ){0,2}([a-z][\w.-]{0,20})/.exec(line)?.[1];
  if (name !== undefined && commandStrength(name) !== "none") return true;
  return /[=/]|(?:^|\s)-{1,2}\w/.test(line);
};

/** Whether people set a joint so: a semicolon behind a word, others with a blank on either side. */
const isWrittenOut = (text: string, at: number, joint: string): boolean => {
  const isApart = /\s/.test(text[at - 1] ?? " ");
  if (!/\s/.test(text[at + joint.length] ?? "")) return false;
  if (joint === ";") return !isApart;
  if (joint === "&" || /[\n\r]/.test(joint)) return false;
  return isApart && isCommandLine(text.slice(Math.max(0, at - REACH), at));
};

/** Whether all commands of a text are such as one shows: nothing is read, fetched, proved or destroyed. */
export const showsCommands = (text: string): boolean => {
  if (HARM.test(text)) return false;
  for (const { 0: joint, index: at } of text.matchAll(JOINT)) {
    if (joint === "$(") {
      if (!TOLD.test(text.slice(at, at + 16))) return false;
      continue;
    }
    const behind = text.slice(at + joint.length, at + joint.length + 40).trimStart();
    if (PROOF.test(behind)) return false;
    const name = NAME.exec(behind)?.[1]?.toLowerCase() ?? "";
    if (commandStrength(name) !== "none" && !isWrittenOut(text, at, joint)) return false;
  }
  return true;
};

/** What runs, writes, decodes or includes what a request says; a string that is left for more code. */
const CODE_HARM =
  /`|\b(?:system|exec|shell_exec|passthru|popen|proc_open|eval|assert|create_function|call_user_func|file_put_contents|fopen|fwrite|base64_decode|chr|unserialize|move_uploaded_file|print_r|var_dump|md5|die|exit|runtime|preg_replace)\b|\b(?:include|require)(?:_once)?\s{0,4}\(?\s{0,4}["']?(?:\$|\w{1,8}:)|\{\$_|(?<!isset|empty|trim|intval|htmlspecialchars)\(\$_|\]\s{0,2}\(|\['?"?(?:cmd|command|exec|code|pass|[a-z\d])'?"?\]|<%|<cf|!!|!ruby|\)\(|['")]\s{0,4};\s{0,4}[\w($]|>\s{0,4}[\w./-]{1,80}\.php/i;

/** Whether the code of a server page in a text is such as one shows. */
export const showsCode = (text: string): boolean => !CODE_HARM.test(text);

/** "%WINDIR%\\Logs": a directory of Windows that a sentence names. */
const DIRECTORY =
  /%(?:windir|(?:local)?appdata|userprofile|programfiles|programdata|temp|systemroot)%\\[a-z]/gi;
const DIRECTORY_HARM =
  /system32|\.(?:ini|exe|bat|cmd|config|sam)\b|\bcmd\b|comspec|:~|[|&;<>^]|=\w{0,12}\||\/c\b/i;

/** Whether every variable of Windows in a text names a directory, and nothing runs. */
export const namesDirectories = (text: string): boolean =>
  !DIRECTORY_HARM.test(text) && !text.replace(DIRECTORY, " ").includes("%");
