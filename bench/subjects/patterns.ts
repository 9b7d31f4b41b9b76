/**
 * 85 patterns as lists for filters have them, written for the comparison: one regular expression for
 * each thing that an attack may hold, run one after the other over every value.
 */
const group = (flags: string, ...sources: readonly string[]): readonly RegExp[] =>
  sources.map((source) => new RegExp(source, flags));

const tags = ["script", "iframe", "object", "embed", "svg", "math", "base", "form", "meta", "link"];
const events = ["load", "error", "click", "mouseover", "focus", "toggle", "animationstart"];
const statements = ["insert into", "delete from", "drop table", "update", "alter table", "create"];
const calls = ["sleep", "benchmark", "load_file", "extractvalue", "updatexml", "concat", "char"];
const operators = ["ne", "gt", "lt", "in", "nin", "regex", "where", "exists", "or", "and"];
const commands = ["cat", "ls", "id", "whoami", "wget", "curl", "nc", "bash", "ping", "rm"];
const files = ["etc/passwd", "etc/shadow", "boot\\.ini", "win\\.ini", "\\.htaccess", "\\.env"];

/** The patterns. */
export const PATTERNS: readonly RegExp[] = [
  ...group("i", ...tags.map((tag) => `<\\s{0,4}${tag}[\\s/>]`)),
  ...group("i", ...events.map((event) => `[\\s"'/]on${event}\\s{0,4}=`)),
  ...group("i", "javascript\\s{0,4}:", "vbscript\\s{0,4}:", "data:text/html", "expression\\("),
  ...group("i", "document\\.(?:cookie|write|location)", "(?:alert|prompt|confirm)\\s{0,4}[(`]"),
  ...group("i", "eval\\s{0,4}\\(", "innerhtml\\s{0,4}=", "fromcharcode", "srcdoc\\s{0,4}="),
  ...group("i", "\\bunion\\b.{0,40}\\bselect\\b", "\\bselect\\b.{0,100}\\bfrom\\b"),
  ...group("i", ...statements.map((words) => `\\b${words.replace(" ", "\\s{1,4}")}\\s`)),
  ...group("i", ...calls.map((name) => `\\b${name}\\s{0,4}\\(`)),
  ...group(
    "i",
    "\\b(?:or|and)\\b\\s{0,4}['\"]?\\w{1,20}['\"]?\\s{0,4}=",
    "['\"]\\s{0,4}(?:--|#|/\\*)",
  ),
  ...group(
    "i",
    "\\bwaitfor\\s{1,4}delay",
    "\\bxp_\\w",
    "information_schema",
    "\\border\\s{1,4}by\\s{1,4}\\d",
  ),
  ...group("", ...operators.map((name) => `[{\\["'\\s]\\$${name}["'\\]\\s]{0,2}\\s{0,4}[:=]`)),
  ...group("i", ...commands.map((name) => `[;|&\`]\\s{0,4}${name}\\b`)),
  ...group("i", "\\$\\([^)]{1,80}\\)", "\\$\\{ifs\\}"),
  ...group("i", ...files),
  ...group("i", "\\.\\./\\.\\./", "%2e%2e[/%]", "\\.\\.\\\\", "php://", "file://", "%00"),
  ...group("i", "<\\?php", "\\{\\{.{1,40}\\}\\}", "style\\s{0,4}=.{0,40}url"),
];
