import type { Analysis } from "../engine/finding.ts";
import { BACKSLASH, COLON, DASHES, DOTS, HIGH, PERCENT, SLASH } from "../engine/flags.ts";
import type { RuleId } from "../rules/index.ts";
import { ABSOLUTE, DOCUMENT, RELATIVE, SENSITIVE, SYSTEM } from "./files.ts";
import { type PathReading, readPath, unspell } from "./normalise.ts";
import { hasCutPath, hasNul } from "./nul.ts";
import { isHidden, isKeptOnDrive } from "./places.ts";

const WRAPPERS = [
  "php://",
  "expect://",
  "zip://",
  "phar://",
  "zlib://",
  "glob://",
  "compress.zlib://",
  "compress.bzip2://",
  // Python's urllib opens a file by it, whatever is said of "file:" (CVE-2019-9948).
  "local_file:",
  "jar:file",
  "jar:http",
  "file://",
  "rar://",
  "ogg://",
  "ssh2.",
  "data://",
  "gopher://",
  "dict://",
  "ldap://",
  "netdoc:",
  "input://",
] as const;

const isSpaceFree = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) <= 32) return false;
  }
  return true;
};

/** Paths are short; a longer text is prose, in which only traversal itself is looked for. */
const LONGEST_PATH = 1_024;

/** What some servers take for "/" after a decoder has been at work; see isSeparator. */
const ODD_SEPARATORS = /[\u2215\u2216\u2044\uf025\uefc8]/g;

/** "/./" is "/"; see canonical. */
const STAYS = /\/(?:\.\/)+/g;

/** Path under which a text would be opened: one kind of separator, no empty steps, lower case. */
const canonical = (text: string): string => {
  let path = text.toLowerCase().replace(ODD_SEPARATORS, "/");
  if (path.includes("\\")) path = path.replaceAll("\\", "/");
  if (path.includes("//")) path = path.replace(/\/{2,}/g, "/");
  if (path.includes("/./")) path = path.replace(STAYS, "/");
  return path.includes("\0") ? path.replaceAll("\0", "") : path;
};

/** Which kind of file a path leads to. */
const fileRule = (path: string): RuleId => {
  if (/^\/?proc\//.test(path)) return "path.process-file";
  if (/\/?\.(?:ssh|aws|bash|env|git)|id_rsa|authorized_keys/.test(path)) return "path.private-file";
  if (/(?:web|meta)-inf|\.ht(?:access|passwd)|web\.config|config\.php|\/www\//.test(path)) {
    return "path.server-file";
  }
  return "path.sensitive-file";
};

/** Rules about a file that a path names. */
const fileRules = (analysis: Analysis, path: string, climbs: number, hit: string): void => {
  const { report } = analysis;
  const isAbsolute = ABSOLUTE.test(path);
  if (!isSpaceFree(path)) {
    if (isAbsolute && hit.length > 6 && isWindowsPath(path)) report.add("path.sensitive-file");
    return;
  }
  // A bare ".env" is a word of everyday prose; a way to it is not.
  if (climbs > 0) report.add("path.traversal-to-file");
  else if (isAbsolute && hit.length > 4 && !DOCUMENT.test(path)) report.add(fileRule(path));
  else if (RELATIVE.test(path)) report.add(fileRule(path));
};

/** A value without the blanks around it, without a "./" that leads nowhere and the "@" of a file that is sent. */
const trimPath = (text: string, climbs: number): string => {
  const trimmed = text.trim().replace(/^@(?=\/)/, "");
  return climbs === 0 && trimmed.startsWith("./") ? trimmed.slice(2) : trimmed;
};

/** The name of a sensitive file that a path holds. */
const sensitiveIn = (path: string): string | undefined =>
  path.includes("/") || path.includes(".")
    ? SENSITIVE.find((name) => path.includes(name))
    : undefined;

/** A sentence is no path; only Windows has paths with spaces in them. */
const maySpace = (path: string): boolean => path[1] === ":" || SPACED_ROOT.test(path);

/** Whether a whole value, with or without spaces, leads to a file that is kept for somebody else. */
const leadsToKept = (path: string, isFree: boolean): boolean =>
  ((isFree && isHidden(path)) || isKeptOnDrive(path)) && !DOCUMENT.test(path);

/** Rules about a value that is a path and nothing else. */
const analyseWhole = (analysis: Analysis, text: string, climbs: number): void => {
  const { report } = analysis;
  const trimmed = trimPath(text, climbs);
  const isFree = isSpaceFree(trimmed);
  if (!isFree && !maySpace(trimmed)) return;
  if (climbs === 0 && !ROOTED.test(trimmed)) return;
  const path = canonical(trimmed);
  analysis.meter.steps += path.length;
  const hit = sensitiveIn(path);
  if (hit !== undefined) fileRules(analysis, path, climbs, hit);
  else if (isFree) {
    if (SYSTEM.test(path)) report.add(fileRule(path));
    if (climbs > 0) report.add(text.includes("..\\") ? "path.windows-climb" : "path.climb");
  }
  if (leadsToKept(path, isFree)) report.add(fileRule(path));
  if (WINDOWS.test(path)) report.add("path.windows-drive");
  const isShare = isFree && text.startsWith("\\\\") && SHARE.test(path);
  if (isShare && !OFFICE_FILE.test(path)) report.add("path.unc");
  if (path.includes("::$data") || path.includes("::$index")) report.add("path.stream");
};

/** What a path stands in when it is a part of a value: quotes, brackets, a name and "=". */
const PARTS = /["'=(),;<>{}[\]]/;

/** "?page=/proc/self/environ", "{\"file\":\"/etc/shadow\"}": a value without a space around a path. */
const analyseParts = (analysis: Analysis, text: string): void => {
  if (!/[/\\]/.test(text) || !(PARTS.test(text) || text.includes(":file:"))) return;
  for (const part of text.split(PARTS, MAX_WORDS)) {
    const from = part.toLowerCase().indexOf("file:/");
    const path = canonical(from < 0 ? part : part.slice(from));
    analysis.meter.steps += path.length;
    const hit = ABSOLUTE.test(path) && SENSITIVE.find((name) => path.includes(name));
    if (typeof hit === "string" && hit.length > 6 && !DOCUMENT.test(path)) {
      analysis.report.add(fileRule(path));
    }
  }
};

/** How a value begins that names a file without climbing to it; see ABSOLUTE and RELATIVE. */
const ROOTED =
  /^(?:[a-z]:|[/\\~]|file:|%[a-z]|(?:etc|proc|web-inf|meta-inf|boot-inf|\.git|\.svn|\.hg|\.bzr|\.ssh|\.aws)[/\\]|boot\.ini|\.ht|wp-config|web\.config)|::\$|\/\.ht(?:access|passwd)$/i;

/** Other roots of Windows than a drive: a URL, a directory that the system has a name for. */
const SPACED_ROOT = /^(?:file:[/\\]|%[a-z()\d]{3,24}%[/\\])/i;

const WINDOWS = /^[a-z]:\/(?:\.\.|windows|winnt|boot|inetpub)/;
const SHARE = /^\/[a-z0-9.$-]{1,64}\/[a-z]/;

/** A document some folders down on a server of the same house: what offices send each other. */
const OFFICE_FILE =
  /^\/[a-z\d-]{1,32}(?:\/[^/]{1,60}){3,12}\.(?:docx?|xlsx?|pptx?|pdf|csv|dwg|jpe?g|png|mp4|vsdx)$/;

const isWindowsPath = (path: string): boolean => /^[a-z]:\//.test(path);

/** "data:text/plain;base64,PD9waHA": what is included begins with "<?", whose base64 this is. */
const PHP_IN_BASE64 = /^data:[^,]{0,80};base64,pd[89]/;

/** "https://cook.example/soup.txt?": a file that is included, and what is put behind it made a query. */
const INCLUDED = /^(?:https?|ftp):\/\/[^\s?#]{1,200}\.(?:txt|php\d?|phtml|inc)\?{1,2}$/;

const analyseWrapper = (analysis: Analysis, text: string, isWhole: boolean): void => {
  const colon = text.indexOf(":");
  if (colon < 0 || colon > LONGEST_PATH) return;
  const head = text.slice(0, LONGEST_PATH);
  // Inside of a longer text only schemes with two slashes count, and few sentences hold any.
  if (!isWhole && !head.includes("://")) return;
  const lower = head.toLowerCase();
  if (isWhole && PHP_IN_BASE64.test(lower)) analysis.report.add("path.wrapper");
  if (isWhole && INCLUDED.test(lower)) analysis.report.add("path.wrapper");
  const wrapper =
    WRAPPERS.find((scheme) => lower.startsWith(scheme)) ??
    WRAPPERS.find((scheme) => lower.includes(scheme));
  if (wrapper === undefined) return;
  if (wrapper === "php://" || wrapper === "expect://" || wrapper === "phar://") {
    analysis.report.add("path.wrapper");
  } else if (isWhole && lower.startsWith(wrapper)) {
    analysis.report.add(
      wrapper === "file://" || wrapper === "netdoc:" ? "path.file-url" : "path.wrapper",
    );
  }
};

/** Files of a server that hold its settings or its code. */
const SCRIPT_FILE = /\.(?:php|aspx?|jsp|ini|conf|inc|sql|bak|log)['")\],;]{0,3}$/;

/** How many words with ".." are looked at in a longer text. */
const MAX_WORDS = 64;
const LONGEST_WORD = 160;

/** "\\..\\windows\\win.ini" inside of a longer text. */
const analyseWords = (analysis: Analysis, text: string): void => {
  let at = text.indexOf("..");
  for (let turn = 0; at >= 0 && turn < MAX_WORDS; turn += 1) {
    let from = at;
    while (from > 0 && at - from < LONGEST_WORD && text.charCodeAt(from - 1) > 32) from -= 1;
    let end = at;
    while (end < text.length && end - at < LONGEST_WORD && text.charCodeAt(end) > 32) end += 1;
    analysis.meter.steps += end - from;
    const word = canonical(text.slice(from, end));
    if (word.includes("../") && SCRIPT_FILE.test(word)) {
      analysis.report.add("path.traversal-to-file");
    }
    if (word.includes("../") && SENSITIVE.some((name) => name.length > 5 && word.includes(name))) {
      analysis.report.add("path.traversal-to-file");
    }
    at = text.indexOf("..", end);
  }
};

/** What a way through directories is written with; "0x2e0x2e0x2f" counts as a long number. */
const WAYS = DOTS | SLASH | BACKSLASH | PERCENT | HIGH | DASHES;

/** Whether a text is one word, or a path of Windows, in which spaces may be. */
const isAlone = (text: string): boolean => {
  const trimmed = text.trim();
  return trimmed[1] === ":" || (!trimmed.includes(" ") && isSpaceFree(trimmed));
};

/** What the bytes of the undecoded text say. */
export interface PathEvidence {
  /** Characters that the text holds. */
  readonly flags: number;
  /** The dots or separators came out of an encoding; honest paths are not written so. */
  readonly isDecoded: boolean;
  /** The undecoded text, and the characters that it holds. */
  readonly raw: string;
  readonly rawFlags: number;
}

/**
 * ASCII written in more bytes than it needs: no encoder does that, only attackers do. Some servers
 * computed with any letters as digits ("%c1%8s", "%bg%qf"), or took a bare dot for the second byte.
 */
const OVERLONG = /%c[01](?:%[0-9a-z]{2}|\.%)|%bg%qf|%e0%[89]|%f0%80%80|%f8%80%80/i;

/** What the rows of dots and separators in a text say. */
const analyseReading = (analysis: Analysis, reading: PathReading, isDecoded: boolean): void => {
  const { report } = analysis;
  if (reading.hasTangle) report.add("path.tangle");
  if (reading.hasTrick) report.add("path.trick");
  if (reading.climbs >= 3) report.add("path.deep-climb");
  if (reading.climbs >= 1 && isDecoded) report.add("path.encoded-climb");
};

/** Rules about a text that is short enough for a path. */
const analyseShort = (
  analysis: Analysis,
  plain: string,
  climbs: number,
  { raw, rawFlags }: PathEvidence,
): void => {
  const isWhole = isSpaceFree(plain.trim());
  analyseWhole(analysis, plain, climbs);
  if (isWhole && climbs === 0) analyseParts(analysis, plain);
  const isPath = isWhole && (plain.includes("/") || plain.includes("."));
  if ((isPath || climbs > 0) && hasNul(raw, rawFlags)) analysis.report.add("path.nul");
};

/** Looks for ways out of a directory and to files that are nobody's business. */
export const analysePath = (analysis: Analysis, text: string, evidence: PathEvidence): void => {
  if ((evidence.flags & WAYS) === 0 && !isAlone(text)) {
    if ((evidence.flags & COLON) !== 0) analyseWrapper(analysis, text, false);
    return;
  }
  const plain = unspell(text);
  const reading = readPath(plain, analysis.meter);
  const isShort = text.length <= LONGEST_PATH;
  const isWhole = isShort && isSpaceFree(text.trim());
  if ((evidence.flags & PERCENT) !== 0 && OVERLONG.test(text)) analysis.report.add("path.overlong");
  analyseReading(analysis, reading, evidence.isDecoded || plain !== text);
  if (isShort) analyseShort(analysis, plain, reading.climbs, evidence);
  if (!isWhole && text === evidence.raw && hasCutPath(text, evidence.rawFlags, analysis.meter)) {
    analysis.report.add("path.nul");
  }
  if (!isWhole && reading.climbs > 0) analyseWords(analysis, plain);
  analyseWrapper(analysis, text, isWhole);
};
