import { describeError, type ErrorWords } from "../client/index.ts";
import { english } from "../texts/index.ts";

/** What the server's refusals mean to whoever administers accounts. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  LAST_ADMINISTRATOR: [
    "The last administrator stays",
    "Nobody could administer the application any more. Make somebody else administrator first.",
  ],
  OWN_ACCOUNT: [
    "Not on your own account",
    "Role and state of your account are changed by another administrator.",
  ],
  ROLE_IN_USE: [
    "The role stays",
    "Somebody still has it, or it is part of the product. Give its holders another role first.",
  ],
  ROLE_BEYOND_YOURS: [
    "That is beyond your own permissions",
    "It concerns something that you may not do yourself. Ask somebody who may.",
  ],
};

/** Plain words for a refusal; `extra` words what a code means for one call alone. */
export const describeAdminError = (
  error: unknown,
  extra: Readonly<Record<string, readonly [string, string]>> = {},
): ErrorWords => describeError(english, error, { ...WORDS, ...extra });

const dates = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** "3 Jan 2026, 14:05" in the time of the reader's machine. */
export const dateWords = (iso: string): string => dates.format(new Date(iso));

/** Whether a time, null for never, is still to come. */
export const isAhead = (iso: string | null, now: Date): iso is string =>
  iso !== null && Date.parse(iso) > now.getTime();

/** "nothing special", "everything", or the permissions in order. */
export const permissionWords = (permissions: readonly string[]): string => {
  if (permissions.length === 0) return "nothing special";
  if (permissions.includes("*")) return "everything";
  return permissions.toSorted().join(", ");
};

/** "1 account", "2 accounts". */
export const countWords = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
