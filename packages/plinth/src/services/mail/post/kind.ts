import type { MailKind } from "./contract.ts";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/**
 * Declares a kind of mail; ten an hour to one address, worth sending for a day, unless it says
 * otherwise.
 * @throws {RangeError} for a name that is not kebab-case, and for numbers out of range.
 * @example
 * const SIGN_IN_LINK = defineMail({ name: "sign-in-link", most: 5, usefulMs: 15 * 60_000 });
 */
export const defineMail = (
  declared: Pick<MailKind, "name"> & Partial<Omit<MailKind, "name">>,
): MailKind => {
  const kind: MailKind = { most: 10, withinMs: HOUR_MS, usefulMs: DAY_MS, ...declared };
  if (!NAME.test(kind.name)) throw new RangeError(`mail ${kind.name} is not a kebab-case name`);
  const areRight = [kind.most, kind.withinMs, kind.usefulMs].every(isCount);
  if (!areRight || kind.withinMs > DAY_MS) {
    throw new RangeError(`mail ${kind.name}: numbers are whole, and withinMs is a day at most`);
  }
  return Object.freeze(kind);
};
