import { redactText } from "#telemetry";

/** Longer texts are cut before they are looked at. */
const MAX_READ = 2_000;
const MAX_WORDS = 200;
const MAX_KIND = 80;

/**
 * What differs from one occurrence to the next, and what it becomes. The order matters: an address
 * holds numbers, a URL holds an address. Each pattern is bounded, so that none is slow.
 */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>]{1,500}/gi, "<url>"],
  [/[\w.+-]{1,64}@[\w.-]{1,255}/g, "<address>"],
  [/"[^"\n]{0,300}"|`[^`\n]{0,300}`|(?<!\w)'[^'\n]{0,300}'(?!\w)/g, "<text>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/(?<![\w/])(?:\/[\w.@-]{1,100}){2,20}/g, "<path>"],
  [/\b(?=[0-9a-f]{0,63}\d)[0-9a-f]{8,64}\b/gi, "<id>"],
  [/\b(?=[\w-]{0,63}\d)[\w-]{12,64}\b/g, "<id>"],
  [/\d+(?:[.,:]\d+)*/g, "<n>"],
];

const clean = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ").trim();

/**
 * The message of a fault without what differs from one occurrence to the next: numbers, ids, paths,
 * addresses and everything in quotes. So nothing that somebody sent is kept, and what is the same
 * fault reads the same.
 */
export const plainMessage = (message: string): string => {
  const first = clean(redactText(message.slice(0, MAX_READ)));
  const plain = VALUES.reduce((text, [pattern, word]) => text.replace(pattern, word), first);
  return plain.slice(0, MAX_WORDS).toWellFormed();
};

const CODE = /^[A-Z][A-Z0-9_]{1,59}$/;
const NAME = /^[A-Za-z_$][\w$]{0,59}$/;

/** The class of a fault and its code, such as "TypeError" or "Error (ECONNREFUSED)". */
export const kindOf = (name: string, code: unknown): string => {
  const known = NAME.test(name) ? name : "Error";
  return (typeof code === "string" && CODE.test(code) ? `${known} (${code})` : known).slice(
    0,
    MAX_KIND,
  );
};
