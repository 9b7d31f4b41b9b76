import { resolve } from "node:path";
import { Secret } from "#core";
import type { ValueType } from "../variables/variable.ts";

/** Lower-case words, separated by commas; none is a list of none. */
export const wordList: ValueType<readonly string[]> = {
  words: "words separated by commas",
  parse: (text) => {
    const words = text
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    return words.every((word) => /^[a-z][a-z0-9-]{0,30}$/.test(word))
      ? { value: words }
      : { fault: "must be lower-case words separated by commas" };
  },
};

/** A whole number between two bounds, both included. */
export const wholeNumber = (min: number, max: number): ValueType<number> => {
  const words = `whole number from ${min} to ${max}`;
  return {
    words,
    parse: (text) => {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? { value } : { fault: `must be a ${words}` };
    },
  };
};

/** A port; 0, which lets the system choose, in tests only. */
export const portNumber: ValueType<number> = {
  words: "port from 1 to 65535 (0 in test: any free port)",
  parse: (text, profile) => wholeNumber(profile === "test" ? 0 : 1, 65_535).parse(text, profile),
};

/** One of a few words. */
export const oneOf = <const T extends string>(...choices: readonly T[]): ValueType<T> => ({
  words: choices.length === 1 ? `always ${choices[0]}` : `one of ${choices.join(", ")}`,
  parse: (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined ? { fault: `must be ${choices.join(" or ")}` } : { value };
  },
});

/** true or false. */
export const trueOrFalse: ValueType<boolean> = {
  words: "true or false",
  parse: (text) =>
    text === "true" || text === "false"
      ? { value: text === "true" }
      : { fault: "must be true or false" },
};

/** Any text up to a length. */
export const plainText = (words: string, maxLength = 1_000): ValueType<string> => ({
  words,
  parse: (text) =>
    text.length <= maxLength
      ? { value: text }
      : { fault: `must have at most ${maxLength} characters` },
});

/** What the kernel shows as files: nothing is kept there, and Node makes folders there for ever. */
const OF_THE_KERNEL = /^\/(?:proc|sys)(?:\/|$)/;

/** A directory to write to. */
export const directoryPath = (words = "path"): ValueType<string> => {
  const plain = plainText(words);
  return {
    words,
    parse: (text, profile) =>
      OF_THE_KERNEL.test(resolve(text))
        ? { fault: "must not be below /proc or /sys, where the kernel keeps no files of anybody" }
        : plain.parse(text, profile),
  };
};

const VISIBLE = /^[\x21-\x7e]+$/;

/** A name that stands in a header or an address: visible ASCII characters without a blank. */
export const visibleText = (words: string, maxLength = 1_000): ValueType<string> => ({
  words,
  parse: (text) =>
    text.length <= maxLength && VISIBLE.test(text)
      ? { value: text }
      : { fault: `must be at most ${maxLength} visible characters without a blank` },
});

/** The same, never shown again: a blank or line break in a token was pasted by mistake. */
export const secretText = (words: string, maxLength = 1_000): ValueType<Secret> => {
  const visible = visibleText(words, maxLength);
  return {
    words,
    parse: (text, profile) => {
      const parsed = visible.parse(text, profile);
      return "fault" in parsed ? parsed : { value: new Secret(parsed.value) };
    },
  };
};
