import type { Rule } from "./rule.ts";

/** Ways out of a directory, and to files that are nobody's business (VAL-08). */
export const PATH_RULES = {
  "path.climb": {
    title: "a path that leaves its directory",
    attack: "../secret",
    benign: "see ../docs for more",
  },
  "path.windows-climb": {
    title: "the same with Windows' separators",
    attack: "..\\secret",
    benign: "this ..or\\that",
  },
  "path.deep-climb": {
    title: "several directories up, in any text",
    attack: "open ../../../secret now",
    benign: "wait... and see ... what comes",
  },
  "path.encoded-climb": {
    title: "the way up hidden by an encoding",
    attack: "%2e%2e%2fsecret",
    benign: "a%2fb%2fc",
  },
  "path.overlong": {
    title: "dots and separators in overlong UTF-8",
    attack: "x%c0%afy",
    benign: "caf%C3%A9",
  },
  "path.traversal-to-file": {
    title: "a way up to a file of the system",
    attack: "../etc/passwd",
    benign: "the passwd file",
  },
  "path.tangle": {
    title: "a row of dots and separators that confuses filters",
    attack: ".//..//.\\..//x",
    benign: "......",
  },
  "path.trick": {
    title: "a segment that servers cut after their check",
    attack: "/..;/manager",
    benign: "and so on..; then",
  },
  "path.nul": {
    title: "a NUL that ends the name early",
    attack: "secret.php%00.png",
    benign: "100%0 sugar",
  },
  "path.sensitive-file": {
    title: "the absolute path of a file of the system",
    attack: "/etc/shadow",
    benign: "/plans/week-2",
  },
  "path.process-file": {
    title: "a file about a process",
    attack: "/proc/self/environ",
    benign: "/process/self-service",
  },
  "path.private-file": {
    title: "keys, histories and settings in a home directory",
    attack: "/home/ines/.ssh/id_rsa",
    benign: "/home/ines/pictures/leaf.png",
  },
  "path.server-file": {
    title: "settings of a web server or application",
    attack: "WEB-INF/web.xml",
    benign: "web/information.xml",
  },
  "path.windows-drive": {
    title: "a path into Windows' own directories",
    attack: "C:\\Windows\\x",
    benign: "C:\\Recipes\\soup.txt",
  },
  "path.unc": {
    title: "a share on another machine",
    attack: "\\\\evil.example\\share\\x",
    benign: "\\\\ two backslashes",
  },
  "path.stream": {
    title: "an alternate stream of a file",
    attack: "page.asp::$DATA",
    benign: "a::b::c",
  },
  "path.wrapper": {
    title: "a wrapper that reads through a filter or runs",
    attack: "php://filter/resource=page",
    benign: "https://php.example/filter",
  },
  "path.file-url": {
    title: "a file: URL",
    attack: "file:///srv/x",
    benign: "a file: see the appendix",
  },
} as const satisfies Readonly<Record<string, Rule>>;
