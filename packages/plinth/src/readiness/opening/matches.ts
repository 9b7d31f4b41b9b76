import { runInNewContext } from "node:vm";

/** Longest that an expression of the target's may take, in milliseconds. */
const MATCH_MS = 50;

/**
 * Without groups nothing repeats what repeats: short texts take no time, so no stop is needed. A
 * fixed number, as in the pattern of ids, leaves nothing to try. What is stopped by the clock would
 * fit or not as busy as the machine is.
 */
const isHarmless = (pattern: string): boolean =>
  !pattern.includes("(") &&
  (pattern.replaceAll(/\{\d{1,3}\}/g, "").match(/[*+?{]/g)?.length ?? 0) <= 3;

/**
 * Whether a text fits a pattern that the target wrote. A pattern that is none, or that takes for
 * ever on this text, fits nothing: the engine is stopped, the audit goes on.
 */
export const matches = (pattern: string, text: string): boolean => {
  try {
    if (isHarmless(pattern)) return new RegExp(pattern, "u").test(text);
    const found: unknown = runInNewContext(
      'new RegExp(pattern, "u").test(text)',
      { pattern, text },
      { timeout: MATCH_MS },
    );
    return found === true;
  } catch {
    return false;
  }
};
