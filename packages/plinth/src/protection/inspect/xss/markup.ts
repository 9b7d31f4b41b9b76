import type { Analysis } from "../engine/finding.ts";
import type { RuleId } from "../rules/index.ts";
import { isCodeLike } from "./code.ts";
import { type Attribute, readTag, type Tag } from "./tags.ts";
import { squeezed, styleRule, urlRule, withoutComments } from "./urls.ts";

/** Elements that run or load something by a single attribute, and the rule they meet. */
const LOADING: ReadonlyMap<string, readonly [readonly string[], RuleId]> = new Map([
  ["script", [["src", "href"], "xss.script-source"]],
  ["iframe", [["src", "srcdoc", "name"], "xss.frame"]],
  ["frame", [["src"], "xss.frame"]],
  ["portal", [["src"], "xss.frame"]],
  ["vmlframe", [["src"], "xss.frame"]],
  ["include", [["href"], "xss.xml"]],
  ["fencedframe", [["src"], "xss.frame"]],
  ["object", [["data", "classid", "codebase", "type"], "xss.object"]],
  ["embed", [["src", "code", "type"], "xss.object"]],
  ["applet", [["code", "codebase", "archive", "object", "src"], "xss.object"]],
  ["param", [["value"], "xss.object"]],
  ["base", [["href"], "xss.base"]],
  ["layer", [["src"], "xss.frame"]],
  ["ilayer", [["src"], "xss.frame"]],
  ["bgsound", [["src"], "xss.object"]],
  ["xml", [["src", "id"], "xss.xml"]],
  ["import", [["implementation"], "xss.xml"]],
  ["isindex", [["action", "type", "formaction"], "xss.form"]],
]);

const EVENT = /^on[a-z]{3,}/;

/** Names that follow "on" and are no event, or words of prose. */
const isEvent = ({ name, hasValue, value }: Attribute): boolean => {
  // Junk of fuzzers before the name, as some parsers skip it.
  const bare = name.replace(/^[^a-z]+/, "");
  if (!EVENT.test(bare) || HANDLER.test(value)) return false;
  return hasValue || /[^a-z:.-]/.test(bare);
};

/** The rules of a value, whatever its attribute. */
const valueRules = (analysis: Analysis, tag: Tag, { name, value: raw }: Attribute): void => {
  const { report } = analysis;
  const value = squeezed(raw);
  const url = urlRule(value);
  // An inline picture is how SVG is meant to be shown; it runs nothing there.
  const isPicture = url === "xss.data-url" && tag.name === "img" && name === "src";
  if (url !== undefined && !isPicture) report.add(url);
  if (name.endsWith("style")) {
    const style = styleRule(withoutComments(value));
    if (style !== undefined) report.add(style);
  }
  if (name === "attributename" && ANIMATED.test(value)) report.add("xss.animation");
  if (name.startsWith("xlink:") && tag.name === "use" && !value.startsWith("#")) {
    report.add("xss.svg-use");
  }
};

/** "{() =>", "{save}": a handler of JSX, which HTML takes for a block that calls nothing. */
const HANDLER = /^\{(?:\(\w{0,16}\)|[a-z_$][\w.]{0,40}\}?)$/i;

/** What an animation must not set: links, events, sources. */
const ANIMATED = /^(?:on|href|xlink|src|values|from|to|innerhtml)/;

/** Attributes that a framework reads as an expression, and what no expression of a page needs. */
const DIRECTIVE = /^(?:data-|x-)?ng-[a-z]|^v-[a-z]|^x-[a-z]|^@[a-z]/;
const CODE_IN_DIRECTIVE =
  /\bconstructor\b|\b(?:alert|eval|confirm|prompt)\b\s{0,2}[(,)`;]|\bimport\(/;

/** Name without its namespace: "href" for "x:href". */
const localName = (name: string): string => name.slice(name.lastIndexOf(":") + 1);

/** What the value of an attribute brings into the page. */
const sourceRules = (analysis: Analysis, { name, value }: Attribute): void => {
  const { report } = analysis;
  if (name === "datasrc" || name === "contentscripttype") report.add("xss.xml");
  if (name === "srcdoc") report.add("xss.frame");
  if (name.endsWith("ng-include") && value.includes("//")) report.add("xss.frame");
  // XSLT reads another document so.
  if (name === "select" && value.includes("document(")) report.add("xss.xml");
  // "<k is=script src=…>": what a framework makes of an element.
  if (localName(name) === "is" && /^['"]?script['"]?$/.test(squeezed(value))) {
    report.add("xss.script-source");
  }
};

const attributeRules = (analysis: Analysis, tag: Tag): void => {
  const { meter, report } = analysis;
  for (const attribute of tag.attributes) {
    meter.steps += 1 + attribute.value.length;
    if (isEvent(attribute)) report.add("xss.event-attribute");
    if (!attribute.hasValue || attribute.value.length === 0) continue;
    valueRules(analysis, tag, attribute);
    sourceRules(analysis, attribute);
    const { name } = attribute;
    if (DIRECTIVE.test(name) && CODE_IN_DIRECTIVE.test(attribute.value)) report.add("xss.template");
  }
};

const has = (tag: Tag, ...names: readonly string[]): boolean =>
  tag.attributes.some(({ name, hasValue }) => hasValue && names.includes(localName(name)));

const attributeValue = (tag: Tag, name: string): string =>
  squeezed(tag.attributes.find((attribute) => attribute.name === name)?.value ?? "");

const elementRules = (analysis: Analysis, tag: Tag): void => {
  const { report } = analysis;
  const loading = LOADING.get(localName(tag.name));
  if (loading !== undefined && has(tag, ...loading[0])) report.add(loading[1]);
  if (tag.name === "link" && has(tag, "href")) {
    const rel = attributeValue(tag, "rel");
    if (rel.includes("stylesheet") || rel.includes("import")) report.add("xss.link");
  }
  if (tag.name === "meta") {
    const kind = attributeValue(tag, "http-equiv");
    if (/^(?:refresh|link|set-cookie|content-security|content-type)/.test(kind)) {
      report.add("xss.meta");
    }
    if (/utf-?7|imap4/.test(attributeValue(tag, "charset") + attributeValue(tag, "content"))) {
      report.add("xss.utf7");
    }
  }
  if (tag.name === "use" && has(tag, "href") && !attributeValue(tag, "href").startsWith("#")) {
    report.add("xss.svg-use");
  }
  if (tag.name === "form" || tag.name === "button" || tag.name === "input") {
    const action = attributeValue(tag, tag.name === "form" ? "action" : "formaction");
    if (/^(?:https?:)?\/\//.test(action)) report.add("xss.form");
  }
};

const declarationRules = (analysis: Analysis, text: string, at: number, tag: Tag): void => {
  const { report } = analysis;
  const head = text.slice(at, at + 40).toLowerCase();
  if (
    head.startsWith("<!entity") ||
    (head.startsWith("<!doctype") && text.slice(at, at + 400).includes("<!ENTITY"))
  ) {
    report.add("xss.xml");
  }
  if (head.startsWith("<?xml-stylesheet") || head.startsWith("<?import")) report.add("xss.xml");
  if (head.startsWith("<?xml:namespace")) report.add("xss.xml");
  // "<% foo=…>", "<// style=…>": no element, yet some parser reads its attributes.
  if (tag.mark !== "") attributeRules(analysis, tag);
};

/** Elements inside which a text may stand; to close one is to leave it. */
const CONTAINERS =
  /^(?:script|style|textarea|title|noscript|xmp|iframe|template|math|svg|option|select|plaintext)$/;

/** How much of a script is read to tell code from a mention of the element. */
const SCRIPT_REACH = 160;

/** "<scr<script>ipt": what is left when a filter takes the inner one out. */
const isNested = (text: string, at: number, end: number): boolean => {
  const head = /<(s[cript]{0,4})$/i.exec(text.slice(Math.max(0, at - 6), at))?.[1];
  if (head === undefined) return false;
  return `${head}${text.slice(end, end + 6 - head.length)}`.toLowerCase() === "script";
};

const scriptRules = (analysis: Analysis, text: string, at: number, tag: Tag): void => {
  if (analysis.report.has("xss.script-element")) return;
  const content = text.slice(tag.end, tag.end + SCRIPT_REACH);
  analysis.meter.steps += SCRIPT_REACH;
  // Whoever names the old language has code to run.
  const language = attributeValue(tag, "type") + attributeValue(tag, "language");
  const isCode = isCodeLike(content) || language.includes("vbscript");
  if (isCode || isNested(text, at, tag.end)) analysis.report.add("xss.script-element");
};

const styleRules = (analysis: Analysis, text: string, tag: Tag): void => {
  const content = withoutComments(squeezed(text.slice(tag.end, tag.end + SCRIPT_REACH)));
  analysis.meter.steps += SCRIPT_REACH;
  const rule = styleRule(content);
  if (rule !== undefined) analysis.report.add(rule);
};

const tagRules = (analysis: Analysis, text: string, at: number, tag: Tag): void => {
  if (tag.name === "") declarationRules(analysis, text, at, tag);
  else {
    attributeRules(analysis, tag);
    if (tag.mark === "") elementRules(analysis, tag);
    if (tag.mark === "!" || tag.mark === "?") declarationRules(analysis, text, at, tag);
  }
  const name = localName(tag.name);
  if (tag.mark === "" && name.startsWith("script")) scriptRules(analysis, text, at, tag);
  if (tag.mark === "" && tag.name.startsWith("style")) styleRules(analysis, text, tag);
  if (tag.mark === "/" && CONTAINERS.test(tag.name)) breakoutRule(analysis, text, at, tag);
};

const MARKUP = /^\s{0,8}<[a-z!/]/i;
/** End tags that follow the end of a container in ordinary pages. */
const ORDINARY_END =
  /^\s{0,8}<\/(?:head|body|html|p|div|li|ul|td|tr|table|a|b|i|em|strong|code|pre|span|button|form|label|select|details|summary|sub|sup)>/i;

/** How far back the beginning of a container is looked for: addresses of scripts are long. */
const OPENED = 240;

/** Closed before it was opened here: what comes next stands outside of it. */
const breakoutRule = (analysis: Analysis, text: string, at: number, tag: Tag): void => {
  const rest = text.slice(tag.end, tag.end + 120);
  if (analysis.report.has("xss.element-breakout")) return;
  const head = text.slice(Math.max(0, at - OPENED), at).toLowerCase();
  analysis.meter.steps += OPENED;
  if (head.includes(`<${tag.name}`)) return;
  if (MARKUP.test(rest) && !ORDINARY_END.test(rest)) analysis.report.add("xss.element-breakout");
};

/** How much may stand before an attribute is left. */
const VALUE_REACH = 40;

/** "x'><b>": a quote that nobody opened, the end of a tag, and another tag. */
const leavesAttribute = (text: string, at: number): boolean => {
  if (at < 2 || at > VALUE_REACH) return false;
  const head = text.slice(0, at).trimEnd();
  const quote = /(['"])[\s/]{0,4}>{1,3}$/.exec(head)?.[1];
  return quote !== undefined && head.split(quote).length === 2 && /[a-z]/i.test(text[at + 1] ?? "");
};

/** Words of the sentence that a tag is named in. */
const SAID = /[a-z]{2,20},? [a-z]{2,20}/i;

/** "`<button onclick=…>` or a listener": one tag in backticks, and words about it. */
const isNamed = (text: string, from: number, end: number): boolean => {
  if (text[from - 1] !== "`" || text[end] !== "`") return false;
  return (
    SAID.test(text.slice(Math.max(0, from - 40), from)) || SAID.test(text.slice(end, end + 40))
  );
};

/** Reads every "<" as the beginning of a tag, whatever stands around it. */
export const analyseMarkup = (analysis: Analysis, text: string): void => {
  // Read as seven bits, "¼" and "¾" are "<" and ">".
  if (text.includes("\u00bcscript")) analysis.report.add("xss.script-element");
  let at = text.indexOf("<");
  if (leavesAttribute(text, at)) analysis.report.add("xss.element-breakout");
  const lonely = new Set<string>();
  while (at >= 0) {
    analysis.meter.steps += 1;
    const tag = readTag(text, at, analysis.meter, lonely);
    if (tag !== undefined && !isNamed(text, at, tag.end)) tagRules(analysis, text, at, tag);
    at = text.indexOf("<", at + 1);
  }
};
