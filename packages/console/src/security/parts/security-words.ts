import { describeError, type ErrorWords } from "../../client/index.ts";
import type { Texts } from "../../texts/index.ts";

const words = {
  MFA_SETUP_INVALID: [
    "This took too long",
    "An app has to be confirmed within ten minutes. Start again; the app needs the new code.",
  ],
  API_KEY_LIMIT_REACHED: [
    "You have as many keys as there may be",
    "Revoke a key that is not needed any more, then try again.",
  ],
} as const;

/** Plain words for what can go wrong on this page. */
export const describeSecurityError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, words);

const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const isTime = (iso: string): boolean => Number.isFinite(Date.parse(iso));

/** "Jan 5, 2026" in the person's own time zone. */
export const dayText = (iso: string): string =>
  isTime(iso) ? day.format(Date.parse(iso)) : "at an unknown time";

/** "Jan 5, 2026, 10:20 AM" in the person's own time zone. */
export const momentText = (iso: string): string =>
  isTime(iso) ? moment.format(Date.parse(iso)) : "at an unknown time";
