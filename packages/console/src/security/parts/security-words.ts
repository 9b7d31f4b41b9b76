import { describeError, type ErrorWords } from "../../client/index.ts";
import type { Messages, Texts } from "../../texts/index.ts";

const words = {
  MFA_SETUP_INVALID: [
    "This took too long",
    "An app has to be confirmed within ten minutes. Start again; the app needs the new code.",
  ],
  API_KEY_LIMIT_REACHED: [
    "You have as many keys as there may be",
    "Revoke a key that is not needed any more, then try again.",
  ],
} as const satisfies Messages;

/** Plain words for what can go wrong on this page. */
export const describeSecurityError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, words);

const isTime = (iso: string): boolean => Number.isFinite(Date.parse(iso));

const timeText = (t: Texts, iso: string, options: Intl.DateTimeFormatOptions): string =>
  isTime(iso) ? t.date(Date.parse(iso), options) : t("at an unknown time");

/** "Jan 5, 2026" in the person's own time zone. */
export const dayText = (t: Texts, iso: string): string => timeText(t, iso, { dateStyle: "medium" });

/** "Jan 5, 2026, 10:20 AM" in the person's own time zone. */
export const momentText = (t: Texts, iso: string): string =>
  timeText(t, iso, { dateStyle: "medium", timeStyle: "short" });
