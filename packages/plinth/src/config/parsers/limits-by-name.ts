import type { ValueType } from "../variables/variable.ts";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const WINDOW = /^\d{1,9}\/(?:\d{1,5} )?(?:second|minute|hour|day)s?$/;
const MAX_NAMES = 100;

const isLimit = (value: unknown): value is string =>
  typeof value === "string" && value.split(",").every((part) => WINDOW.test(part.trim()));

const readObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
};

/** A JSON object of limits by the name of a tier (RL-06). */
export const limitsByName: ValueType<Readonly<Record<string, string>>> = {
  words: 'JSON object such as {"free": "100/hour", "premium": "1000/hour"}',
  parse: (text) => {
    const entries = Object.entries(readObject(text) ?? { "": "" });
    const limits = entries.filter(
      (entry): entry is [string, string] => NAME.test(entry[0]) && isLimit(entry[1]),
    );
    return limits.length === entries.length && limits.length <= MAX_NAMES
      ? { value: Object.fromEntries(limits) }
      : { fault: 'must be a JSON object of limits such as {"free": "100/hour"}' };
  },
};
