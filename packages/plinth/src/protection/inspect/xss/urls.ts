import type { RuleId } from "../rules/index.ts";

const CODE_SCHEMES = ["javascript:", "vbscript:", "livescript:", "mocha:", "jscript:"] as const;

/** Types of data URLs that a browser would run or render as a page. */
const CODE_TYPES = [
  "text/html",
  "text/xml",
  "text/javascript",
  "text/x-scriptlet",
  "application/xhtml+xml",
  "application/xml",
  "application/javascript",
  "application/x-javascript",
  "image/svg+xml",
  "application/x-shockwave-flash",
] as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const IGNORED = /[\u0000-\u0020\u007f]+/g;

/** A value without what browsers ignore in a URL: white space and control characters anywhere. */
export const squeezed = (value: string): string => value.replace(IGNORED, "").toLowerCase();

/** The rule that a URL in an attribute meets, if any; `value` comes squeezed. */
export const urlRule = (value: string): RuleId | undefined => {
  for (const scheme of CODE_SCHEMES) {
    if (value.includes(scheme)) {
      return scheme === "vbscript:" ? "xss.vbscript-url" : "xss.javascript-url";
    }
  }
  if (value.startsWith("mhtml:") || value.startsWith("jar:http")) return "xss.javascript-url";
  const data = value.indexOf("data:");
  if (data >= 0) {
    const rest = value.slice(data + 5, data + 45);
    if (CODE_TYPES.some((type) => rest.startsWith(type))) return "xss.data-url";
    if (data === 0 && (rest.startsWith(",") || rest.startsWith(";"))) return "xss.data-url";
  }
  return undefined;
};

// "[value^=a]{background:url(//host)}": a style asks letter by letter what a field holds.
const ASKED_FIELD = /\[(?:value|content)[\^*$]=/;
const FOREIGN_URL = /url\(['"]?(?:https?:)?\/\//;

/** The rule that a style meets, if any; `value` comes squeezed and without comments. */
export const styleRule = (value: string): RuleId | undefined => {
  if (value.includes("expression(") || value.includes("expression\\28")) {
    return "xss.style-expression";
  }
  if (
    value.includes("-moz-binding") ||
    value.includes("behavior:") ||
    value.includes("behaviour:") ||
    value.includes("-o-link")
  ) {
    return "xss.style-binding";
  }
  if (value.includes("javascript:") || value.includes("vbscript:")) return "xss.style-script";
  if (/^(?:.{0,200})@import/.test(value)) return "xss.style-import";
  if (ASKED_FIELD.test(value) && FOREIGN_URL.test(value)) return "xss.style-import";
  return undefined;
};

/** Comments of CSS and JavaScript split words for filters: "expr/*x*\/ession". */
export const withoutComments = (value: string): string => {
  let rest = value;
  let kept = "";
  for (let turn = 0; turn < 32; turn += 1) {
    const open = rest.indexOf("/*");
    const close = open < 0 ? -1 : rest.indexOf("*/", open + 2);
    if (close < 0) break;
    kept += rest.slice(0, open);
    rest = rest.slice(close + 2);
  }
  return (kept + rest).replace(CSS_ESCAPE, decodeEscape);
};

/** "\\65" and "\\000065", and a backslash before anything else. */
const CSS_ESCAPE = /\\([0-9a-f]{0,6})/g;

/** A character of CSS that is written by its number; NUL is left out, as old browsers did. */
const decodeEscape = (_: string, digits: string): string => {
  const code = digits === "" ? 0 : Number.parseInt(digits, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
};
