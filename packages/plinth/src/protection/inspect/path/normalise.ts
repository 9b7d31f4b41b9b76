import type { Meter } from "../engine/finding.ts";

/** Characters that stand for "/" or "\" after some decoder has been at work. */
const isSeparator = (code: number): boolean =>
  code === 47 ||
  code === 92 ||
  code === 0x2215 ||
  code === 0x2044 ||
  code === 0xf025 ||
  code === 0xefc8;

/** What a text looks like as a path. */
export interface PathReading {
  /** Longest row of ".." segments with nothing but "." and empty segments between. */
  readonly climbs: number;
  /** A row of dots and separators that no honest path has: "..//..\\", ".\/\.\.". */
  readonly hasTangle: boolean;
  /** ".." glued to more: "..;/", "....//", "..%". */
  readonly hasTrick: boolean;
}

interface Run {
  dots: number;
  separators: number;
  climbs: number;
  segment: number;
  hasBackslash: boolean;
  hasSlash: boolean;
  single: number;
}

const emptyRun = (): Run => ({
  dots: 0,
  separators: 0,
  climbs: 0,
  segment: 0,
  hasBackslash: false,
  hasSlash: false,
  single: 0,
});

const closeSegment = (run: Run): void => {
  // "...." and "..." come from filters that cut "../" out once.
  if (run.segment >= 2) run.climbs += 1;
  if (run.segment === 1) run.single += 1;
  run.segment = 0;
};

const isTangle = (run: Run): boolean => {
  if (run.separators < 3 || run.dots < 2) return false;
  const isMixed = run.hasBackslash && run.hasSlash;
  const isDoubled = run.separators > run.climbs + run.single + 1 && run.climbs > 0;
  return isMixed || isDoubled || run.single >= 4;
};

const NOTHING: PathReading = { climbs: 0, hasTangle: false, hasTrick: false };

/** Whether dots and separators meet anywhere: without that there is nothing to read. */
const hasDots = (text: string): boolean =>
  text.includes("..") || text.includes("./") || text.includes(".\\");

/** Reads every row of dots and separators in one pass. */
export const readPath = (text: string, meter: Meter): PathReading => {
  meter.steps += text.length >> 3;
  if (!hasDots(text)) return NOTHING;
  let climbs = 0;
  let hasTangle = false;
  let hasTrick = false;
  let run = emptyRun();
  const finish = (): void => {
    if (run.segment > 0 && run.separators > 0) closeSegment(run);
    climbs = Math.max(climbs, run.separators > 0 ? run.climbs : 0);
    hasTangle ||= isTangle(run);
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      run.dots += 1;
      run.segment += 1;
    } else if (isSeparator(code)) {
      closeSegment(run);
      run.separators += 1;
      if (code === 92) run.hasBackslash = true;
      else run.hasSlash = true;
    } else if (run.dots + run.separators > 0) {
      if (code === 59 && run.segment === 2 && isSeparator(text.charCodeAt(at + 1))) hasTrick = true;
      finish();
      run = emptyRun();
    }
  }
  meter.steps += text.length;
  finish();
  return { climbs, hasTangle, hasTrick };
};

/** A dot or separator in hexadecimal where a number begins: what the scan sees from the digits, too. */
const HEXADECIMAL = /(?<![\w$@])0x(?:2[ef]|5c)/i;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /\.[\u0001-\u0008\u000e-\u001f]+(?=[/\\])/g;

/** ".?/", "?.\\", "??/": wildcards that Windows took for dots, and what stands behind one of them. */
const WILD = /(?:\.\?|\?\.|\?\?)(?=[/\\\u2215\u2216\uf025\uefc8])/g;
const WILD_BEGINNING = /^\/?(?:\.\?|\?\.|\?\?)(?:[/\\\u2215\u2216\uf025\uefc8]|0x(?:2f|5c))/i;

/** "0x2e0x2e0x2f", "..2f..2f", "..%2f" cut short: spellings that only this class decodes. */
export const unspell = (given: string): string => {
  // "..\u0001/": a character that nobody sees, between the dots and the separator.
  const seen = given.includes("..") ? given.replace(CONTROLS, ".") : given;
  // ".\t./": readers of URLs drop tabs (WHATWG URL, section 4.4).
  const text = seen.includes(".\t.") ? seen.replaceAll(".\t.", "..") : seen;
  const isHex = (text.includes("0x") || text.includes("0X")) && HEXADECIMAL.test(text);
  const isBare = text.includes("..2f") || text.includes("..5c") || text.includes("..2F");
  const isWild = text.includes("?") && WILD_BEGINNING.test(text);
  if (!isHex && !isBare && !isWild) return text;
  let out = text;
  if (isHex) {
    out = out.replace(/0x2e/gi, ".").replace(/0x2f/gi, "/").replace(/0x5c/gi, "\\");
  }
  if (isBare) {
    out = out.replaceAll("..2f", "../").replaceAll("..2F", "../").replaceAll("..5c", "..\\");
  }
  return isWild ? out.replace(WILD, "..") : out;
};
