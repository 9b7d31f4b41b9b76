import { Secret } from "#core";
import type { ValueType } from "../variables/variable.ts";

/** CFG-03. */
const MIN_LENGTH = 32;
const MAX_LENGTH = 1_000;
/**
 * Least Shannon information of the text, in bits. 32 random hex digits (128 bits) measure at least
 * 91 in 200,000 draws, because so short a sample never shows all its variety; a repeated word of
 * eight letters measures 88 and fails on its repetition.
 */
const MIN_BITS = 85;
/** Share of character pairs that must differ from each other; 0.71 was the least of those draws. */
const MIN_PAIRS = 0.6;
/** Share of steps to a neighbour ("abc", "321", "aaa") that no random text reaches. */
const MAX_STEPS = 0.5;

/**
 * Pieces of examples and defaults; all long enough not to occur in random text by chance: "123456"
 * alone stands in one of some 300,000 random hexadecimal keys.
 */
const EXAMPLES =
  /change[-_ ]?(?:me|this)|password|secret|example|default|placeholder|replace[-_ ]?|insecure|qwerty|asdfgh|your[-_ ]|development|0123456789|1234567890|abcdef123456|(?:deadbeef){2}/i;

const bitsOf = (text: string): number => {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const { length } = [...text];
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / length);
  return bits;
};

const pairsOf = (text: string): number => {
  const pairs = new Set<string>();
  for (let index = 1; index < text.length; index += 1) pairs.add(text.slice(index - 1, index + 1));
  // A long text has no room for ever new pairs; its first part shows the same.
  return pairs.size / (text.length - 1);
};

const stepsOf = (text: string): number => {
  let steps = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) <= 1) steps += 1;
  }
  return steps / (text.length - 1);
};

/** What makes a secret too weak, or undefined; never repeats it. */
export const weaknessOf = (text: string): string | undefined => {
  if (text.length < MIN_LENGTH) return `must have at least ${MIN_LENGTH} characters`;
  if (text.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  if (EXAMPLES.test(text)) return "looks like an example; `plinth secrets generate` makes a key";
  const start = text.slice(0, 64);
  const isVaried =
    bitsOf(text) >= MIN_BITS && pairsOf(start) >= MIN_PAIRS && stepsOf(start) <= MAX_STEPS;
  return isVaried ? undefined : "is too regular to be a key; `plinth secrets generate` makes one";
};

/** A key that signs or encrypts. */
export const keySecret: ValueType<Secret> = {
  words: "random text of 32 characters or more",
  parse: (text) => {
    const weakness = weaknessOf(text);
    return weakness === undefined ? { value: new Secret(text) } : { fault: weakness };
  },
};
