import { describeError, type ErrorWords } from "../client/index.ts";
import type { Texts } from "../texts/index.ts";
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
} as const;

/** Plain words for what can go wrong on this page. */
export const describePrivacyError = (t: Texts, error: unknown): ErrorWords =>
  describeError(t, error, words);

const STATES: Readonly<Record<DataExport["state"], string>> = {
  waiting: "being made",
  ready: "ready",
  fetched: "fetched",
  expired: "not fetched in time",
  failed: "could not be made",
};

/** Where an archive stands. */
export const exportWords = ({ state }: Pick<DataExport, "state">): string => STATES[state];

/** Where a consent stands; undefined where there is nothing to say beside the switch. */
export const consentWords = ({ state }: Pick<Consent, "state">): string | undefined => {
  if (state === "outdated") return "The text was changed since you agreed, so it counts no more.";
  return state === "withdrawn" ? "You took this back." : undefined;
};

/** "1.2 MB". */
export const sizeText = (bytes: number): string => {
  const units = ["bytes", "KB", "MB", "GB"] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
};
