import { describeError, type ErrorWords } from "../client/index.ts";
import type { Messages, Texts } from "../texts/index.ts";
import type { Consent, DataExport } from "./privacy-api.ts";

const words = {
  EXPORT_PENDING: [
    "It is being made",
    "One archive at a time is made; a mail tells when it is ready.",
  ],
  EXPORT_NOT_READY: [
    "It cannot be fetched any more",
    "An archive is fetched once, within three days. Ask for a new one.",
  ],
  ERASURE_NOT_CONFIRMED: [
    "That is another address",
    "Type the address of this account. Nothing was erased.",
  ],
  ONLY_ADMINISTRATOR: [
    "You are the last administrator",
    "Make somebody else administrator first. Nothing was erased.",
  ],
  CONSENT_OUTDATED: ["The text was changed", "Load the page again and read the new text."],
} as const satisfies Messages;

/** Plain words for what can go wrong on this page. */
export const describePrivacyError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, words);

const STATES = {
  waiting: "being made",
  ready: "ready",
  fetched: "fetched",
  expired: "not fetched in time",
  failed: "could not be made",
} as const satisfies Messages;

/** Where an archive stands. */
export const exportWords = (t: Texts, { state }: Pick<DataExport, "state">): string =>
  t.of(STATES[state]);

/** Where a consent stands; undefined where there is nothing to say beside the switch. */
export const consentWords = (t: Texts, { state }: Pick<Consent, "state">): string | undefined => {
  if (state === "outdated")
    return t("The text was changed since you agreed, so it counts no more.");
  return state === "withdrawn" ? t("You took this back.") : undefined;
};

const units = ["KB", "MB", "GB"] as const;

/** "1.2 MB". */
export const sizeText = (t: Texts, bytes: number): string => {
  if (bytes < 1_000) return t.plural(bytes, "1 byte", "{n} bytes");
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const number = t.number(bytes / 1_000 ** power, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return `${number} ${units[power - 1] ?? ""}`;
};
