import { type Masked, maskCode } from "./masked.ts";

/** A file as it was read; its name is seen from the folder that was given. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A file with its code told from the rest. */
export interface CodeFile extends SourceFile, Masked {}

/** Makes a file of code ready for rules. */
export const codeFileOf = (file: SourceFile): CodeFile => ({ ...file, ...maskCode(file.text) });

/** The line of an offset, from 1. */
export const lineAt = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
  }
  return line;
};

/** The text of a line, from 1, without what stands around it. */
export const lineText = (text: string, line: number): string =>
  (text.split("\n", line)[line - 1] ?? "").trim();

/** A call: where it begins, and what stands in its parentheses, with strings and without. */
export interface Call {
  readonly at: number;
  readonly bare: string;
  readonly code: string;
}

/** Longest list of arguments that is looked at, in characters. */
const LONGEST = 2_000;

const endOfArguments = (code: string, from: number): number => {
  let depth = 1;
  const most = Math.min(code.length, from + LONGEST);
  for (let at = from; at < most; at += 1) {
    if (code[at] === "(") depth += 1;
    else if (code[at] === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return most;
};

/** Calls in a file; the pattern is global and ends with the opening parenthesis. */
export const callsIn = (file: CodeFile, pattern: RegExp): readonly Call[] =>
  [...file.code.matchAll(pattern)].map((found) => {
    const from = found.index + found[0].length;
    const to = endOfArguments(file.code, from);
    return { at: found.index, bare: file.bare.slice(from, to), code: file.code.slice(from, to) };
  });

/** Offsets of what a global pattern finds in the code of a file, strings left out. */
export const placesIn = (file: CodeFile, pattern: RegExp): readonly number[] =>
  [...file.code.matchAll(pattern)].map(({ index }) => index);
