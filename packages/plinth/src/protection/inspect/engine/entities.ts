import type { Meter } from "./finding.ts";
import { hexDigit } from "./percent.ts";

/** Named references that write the punctuation of markup and code (HTML, named character references). */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
  ["colon", ":"],
  ["semi", ";"],
  ["comma", ","],
  ["period", "."],
  ["sol", "/"],
  ["bsol", "\\"],
  ["lpar", "("],
  ["rpar", ")"],
  ["lsqb", "["],
  ["lbrack", "["],
  ["rsqb", "]"],
  ["rbrack", "]"],
  ["lcub", "{"],
  ["lbrace", "{"],
  ["rcub", "}"],
  ["rbrace", "}"],
  ["equals", "="],
  ["excl", "!"],
  ["quest", "?"],
  ["num", "#"],
  ["dollar", "$"],
  ["percnt", "%"],
  ["grave", "`"],
  ["ast", "*"],
  ["plus", "+"],
  ["lowbar", "_"],
  ["hyphen", "-"],
  ["dash", "-"],
  ["commat", "@"],
  ["vert", "|"],
  ["verbar", "|"],
  ["hat", "^"],
  ["tab", "\t"],
  ["newline", "\n"],
  ["nbsp", " "],
  ["zwnj", "\u200c"],
  ["zwj", "\u200d"],
  ["shy", "\u00ad"],
]);

/** Those that browsers read without a semicolon too. */
const BARE = ["quot", "amp", "lt", "gt"] as const;
const LONGEST_NAME = 8;

interface Reference {
  readonly text: string;
  readonly end: number;
}

const numeric = (text: string, at: number): Reference | undefined => {
  const isHex = (text.charCodeAt(at) | 32) === 120;
  let index = isHex ? at + 1 : at;
  const first = index;
  let value = 0;
  while (index < text.length && index - first < 12) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit < 0 || (!isHex && digit > 9)) break;
    value = Math.min(value * (isHex ? 16 : 10) + digit, 0x110000);
    index += 1;
  }
  if (index === first || value > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(value), end: text[index] === ";" ? index + 1 : index };
};

const named = (text: string, at: number): Reference | undefined => {
  let end = at;
  while (end < text.length && end - at < LONGEST_NAME) {
    const letter = text.charCodeAt(end) | 32;
    if (letter < 97 || letter > 122) break;
    end += 1;
  }
  const name = text.slice(at, end).toLowerCase();
  const whole = text[end] === ";" ? NAMED.get(name) : undefined;
  if (whole !== undefined) return { text: whole, end: end + 1 };
  const bare = BARE.find((known) => name.startsWith(known));
  if (bare === undefined) return undefined;
  return { text: NAMED.get(bare) ?? "", end: at + bare.length };
};

/** Undoes one layer of HTML character references, with or without their semicolons. */
export const decodeEntities = (text: string, meter: Meter): string => {
  let at = text.indexOf("&");
  if (at < 0) return text;
  const parts: string[] = [];
  let kept = 0;
  while (at >= 0) {
    meter.steps += 1;
    const found = text[at + 1] === "#" ? numeric(text, at + 2) : named(text, at + 1);
    if (found === undefined) {
      at = text.indexOf("&", at + 1);
      continue;
    }
    parts.push(text.slice(kept, at), found.text);
    kept = found.end;
    at = text.indexOf("&", kept);
  }
  return kept === 0 ? text : parts.join("") + text.slice(kept);
};
