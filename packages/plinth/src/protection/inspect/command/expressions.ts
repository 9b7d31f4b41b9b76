import type { RuleId } from "../rules/index.ts";

/** Looks at what stands from a mark on, and before it. */
export type Check = (near: string, before: string) => boolean;

/** A mark, the rule it meets, and what has to stand around it. */
export type Entry = readonly [mark: string, rule: RuleId, check: Check];

const always: Check = () => true;

/** Classes of Java that run programs, behind what makes or names one: a stack trace has none. */
const isJavaClass: Check = (near, before) =>
  /^java\.lang\.(?:runtime|processbuilder)\b/i.test(near) &&
  (near.startsWith("@") || /(?:\bnew |\bT\(|\bexec\(|["'])$/i.test(before));

const FILTER = /^\|[a-z]{3,6}\(\s?['"](?:system|exec|passthru|shell_exec)['"]/i;

// Expressions of templates and loggers that are computed on the server: Jinja, Twig, Smarty,
// FreeMarker, Velocity, SpEL, OGNL, Razor, ERB, Log4j and Commons Text.

export const EXPRESSIONS: readonly Entry[] = [
  ["${jndi:", "command.lookup", () => true],
  ["${lower:", "command.lookup", () => true],
  ["${upper:", "command.lookup", () => true],
  ["${::-", "command.lookup", () => true],
  ["${env:", "command.lookup", (near) => /^\$\{env:\w{1,40}:-/i.test(near)],
  ["__class__", "command.template", () => true],
  ["__globals__", "command.template", () => true],
  ["__import__(", "command.template", () => true],
  [
    "{{",
    "command.template",
    (near) =>
      /^\{\{\s{0,4}(?:\d{1,4}\s?[*+-]\s?'?\d|config\b\s{0,2}[.}[]|self\b|_self\b|request\.|settings\.|cycler|lipsum|get_)/i.test(
        near,
      ),
  ],
  [
    "${",
    "command.template",
    (near) => /^\$\{\s{0,4}(?:\d{1,4}\s?\*\s?\d|t\(java|"[^"]{0,20}"\.getclass)/i.test(near),
  ],
  ["<%=", "command.template", (near) => /^<%=\s{0,4}\d{1,4}\s?\*\s?\d/.test(near)],
  ["${script:", "command.lookup", always],
  ["${url:utf-8:", "command.lookup", always],
  ["${dns:address|", "command.lookup", always],
  ["java.lang.", "command.template", isJavaClass],
  ["@java.lang.runtime@getruntime(", "command.template", always],
  ["getclass().forname(", "command.template", always],
  ["_memberaccess", "command.template", (near) => /^_memberaccess\s?[=[.]/i.test(near)],
  ["%{(#", "command.template", always],
  ["%{#", "command.template", (near) => /^%\{#\w{1,20}\s?[=[.]/.test(near)],
  ["${#", "command.template", (near) => /^\$\{#\w{1,20}=/.test(near)],
  ["freemarker.template.utility.", "command.template", always],
  ["registerundefinedfiltercallback", "command.template", always],
  // "['id']|filter('system')": a function of PHP as a filter of Twig.
  ...["|filter(", "|map(", "|sort(", "|reduce("].map(
    (mark): Entry => [mark, "command.template", (near) => FILTER.test(near)],
  ),
  // "#{%x(…)}": Ruby's way to run a command within a string.
  ["#{", "command.template", (near) => /^#\{\s{0,4}(?:\d{1,4}\s?\*\s?\d|%x[([{])/.test(near)],
  ["@(", "command.template", (near) => /^@\(\s?\d{1,5}\s?\*\s?\d{1,5}\s?\)/.test(near)],
  [
    "@{",
    "command.template",
    (near) => /^@\{\s?(?:system|var|process)\b[^}]{0,24}(?:\.|=)/i.test(near),
  ],
  ["@system.diagnostics.process.start(", "command.template", always],
  // PowerShell's way to start a program by a class of .NET.
  ["[system.diagnostics.process]::start(", "command.template", always],
  ["[diagnostics.process]::start(", "command.template", always],
  [
    "{$smarty.",
    "command.template",
    (near) => /^\{\$smarty\.(?:version|env|server|template_object)/i.test(near),
  ],
  [
    "#set(",
    "command.template",
    (near) => /^#set\(\s?\$\w{1,20}\s?=.{0,40}(?:\$class|getclass|\.class\.|java\.)/i.test(near),
  ],
];
