import { endsHere, hasArgument } from "./follows.ts";
import type { CommandWord } from "./word.ts";

// Values that are a command and nothing else: forms have no use for them, guides show them.

/** "evil.example/x": a host that a program is to reach. */
const HOST = /^\s{1,4}(?:[a-z\d-]{1,40}\.){1,4}[a-z]{2,12}(?:$|[\s/:;|&'"`)?#])/i;

/** Sub-commands that make a word of prose a command. */
export const SUBCOMMANDS: Readonly<Record<string, RegExp>> = {
  net: /^\s{1,4}(?:user|view|localgroup|group|share|use|start|stop|accounts|session)\b/i,
  reg: /^\s{1,4}(?:add|query|delete|save|export)\b/i,
  type: /^\s{1,4}(?:[a-z]:|%|\S{1,40}\.(?:txt|ini|php|log|config|asp|conf))/i,
  dir: /^\s{1,4}(?:[a-z]:|\/)/i,
  sc: /^\s{1,4}(?:query|config|create|start|stop)\b/i,
  at: /^\s{1,4}\d{1,2}:\d\d/,
  echo: /^\s{1,4}(?:\S{1,40}\s{0,2}(?:[>|;&\n]|\\n|$)|['"`$(%<\\])/,
  sleep: /^\s{1,4}\d/,
  timeout: /^\s{1,4}(?:\/t|\d)/i,
  find: /^\s{1,4}[./]/,
  touch: /^\s{1,4}[/.]?\S{1,40}[/.]\S/,
  exec: /^\s{1,4}[/$'"`]/,
  ps: /^\s{1,4}(?:aux|-?e?f)\b/i,
  printf: /^\s{1,4}['"\\%$\w]/,
  expr: /^\s{1,4}\d/,
  start:
    /^\s{1,4}(?:"[^"]{0,20}" |\/[a-z] |(?:calc|cmd|powershell|mshta|\S{1,30}\.(?:exe|bat|hta))\b)/i,
  file: /^\s{1,3}\/etc\//,
  make: /^\s{1,3}(?:-s|--eval|-f\s{0,2}\/)/,
  // Of Redis and memcached, behind a line break that was smuggled in.
  config: /^\s(?:set|resetstat|rewrite|get\s(?:\*|dir|requirepass))\b/i,
  set: /^\s\S{1,80}(?:\s\d{1,10}){3}\b|^\s\w{1,40}:\w\S{0,40}\s\S{1,40}\s{0,2}$/,
  curl: HOST,
  cut: /^\s{1,4}(?:-|<)/,
  ping: HOST,
  dig: HOST,
  host: HOST,
  ip: /^\s{1,4}(?:addr?|a|route|r|link|neigh)\b/,
};

/** "echo k > /tmp/k", "echo k >> menu.php": a text that is left where it may be run. */
const DROPPED =
  /^\s[^>\n]{1,60}>{1,2}\s?(?:\/tmp\/|\/var\/www\/|~\/\.ssh\/|[\w./-]{1,30}\.(?:php|jsp|aspx)['"]?\s?$)/;

/** "id|", "whoami;": a proof that leaves the rest of somebody else's command to itself. */
const CUT = /^[;|&]{1,2}$/;
const PROOF = /^(?:id|ls|whoami|uname|pwd|ifconfig|ipconfig)$/;

/** A value that begins with a word of both kinds is a command only with a sub-command of it. */
export const isWholeWeak = (text: string, word: CommandWord): boolean => {
  if (word.name === "which")
    return /^\s{1,3}(?:perl|python\d?|ruby|php|nc|wget|curl|gcc)\s*$/.test(
      text.slice(word.end, word.end + 40),
    );
  const rest = text.slice(word.end, word.end + 80);
  if (word.name === "id") return !word.hasPath && CUT.test(rest.trim());
  if (word.name === "echo") return /^\s%\w{1,40}%\s?$/.test(rest) || DROPPED.test(rest);
  if (!/^(?:net|reg|type|dir)$/.test(word.name)) return false;
  return SUBCOMMANDS[word.name]?.test(rest) === true;
};

/** "/usr/bin/id": a program that tells who and where one is; nobody sets one up by its path. */
export const isProgram = (text: string, word: CommandWord): boolean =>
  word.hasPath &&
  /^(?:id|who|whoami|uname)$/.test(word.name) &&
  /^\/(?:usr\/)?bin\/[a-z]+[;|&]{0,2}\s*$/.test(text.slice(word.start, word.end + 4)) &&
  endsHere(text, word.end);

/** "whoami > /srv/notes", "ls -l > list.txt", "cat</etc/passwd": and nothing else. */
const REDIRECTED =
  /^(?:-[a-z]{1,8}\s{1,3}){0,2}[<>]{1,2}\s{0,3}(?:\/[\w./-]{1,80}|[\w-]{1,40}\.(?:txt|log|out|html?|php|jsp|aspx?|sh))['"]?$/i;

/** "/bin/nc 192.0.2.1 7", "/usr/bin/curl https://…": by their path, which forms have no use for. */
const isRunByPath = (text: string, word: CommandWord): boolean =>
  word.hasPath &&
  /^(?:nc|ncat|netcat|cat|tac|ls|ps|curl|wget|ping|nslookup|uname|telnet)$/.test(word.name) &&
  /^\/(?:usr\/)?s?bin\//.test(text.slice(word.start, word.end)) &&
  hasArgument(text, word.end);

/** "cat /etc/passwd", "ls -l /": nothing but a command with a way into the system. */
export const isWholeCommand = (text: string, word: CommandWord): boolean => {
  const rest = text.slice(word.end, word.end + 120).trim();
  if (/^(?:systeminfo|ifconfig|ipconfig|netstat)$/.test(word.name)) {
    return /^(?:[-/][a-z]{1,12})?$/i.test(rest);
  }
  if (rest === "") return false;
  if (CUT.test(rest) && PROOF.test(word.name)) return true;
  if (word.name === "ping") return /^-[cnit]\s{0,3}\d{1,4}\s{1,3}\S{1,80}$/.test(rest);
  // "sh -c id", "cmd /c dir".
  if (/^(?:sh|bash|zsh|ksh|dash)$/.test(word.name) && /^-c\s\S/.test(rest)) return true;
  if (word.name === "cmd") return /^\/[ckr]\s/i.test(rest);
  if (/^(?:-\S{1,8}\s)?\/etc\/(?:passwd|shadow)\b/.test(rest)) return true;
  if (REDIRECTED.test(rest) || isRunByPath(text, word)) return true;
  return (
    /^(?:cat|ls|tac|head|tail|more|less|rm|cp|mv|nl|od|chmod|chown|vi|vim|nano)$/.test(word.name) &&
    /^(?:-[a-z]{1,8}\s{1,4}){0,3}\/(?:$|[a-z]{1,12}(?:$|\/|\s{0,4}$))/i.test(rest) &&
    !/\s[a-z]{2,}\s[a-z]{2,}/i.test(rest)
  );
};
