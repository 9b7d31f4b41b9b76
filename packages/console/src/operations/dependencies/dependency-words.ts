import type { PartState } from "../operations-api.ts";
import type { Capability, Dependency, Mode } from "./dependencies-api.ts";

/** What may be chosen; "auto" leaves it to what is seen. */
export type Wish = Mode | "auto";

/** The choices of a mode, with what each does. */
export const WISHES: readonly {
  readonly value: Wish;
  readonly label: string;
  readonly note: string;
}[] = [
  { value: "auto", label: "Automatic", note: "as the last calls went" },
  { value: "normal", label: "Normal", note: "users are told nothing" },
  { value: "degraded", label: "Degraded", note: "users are told; calls go on" },
  { value: "off", label: "Off", note: "users are told; nothing is called" },
];

/** What was chosen last: an administrator's word, or nothing. */
export const wishOf = ({ mode, because }: Capability): Wish => (because === "set" ? mode : "auto");

/** The mark of a mode. */
export const markOf = ({ mode }: Capability): PartState =>
  mode === "normal" ? "ok" : mode === "degraded" ? "degraded" : "failed";

const MODES: Readonly<Record<Mode, string>> = {
  normal: "Works as usual",
  degraded: "Degraded",
  off: "Off",
};

/** The mode, and who says so. */
export const modeWords = ({ mode, because }: Capability): string =>
  because === "set" ? `${MODES[mode]}, set by an administrator` : MODES[mode];

/** "1 second", "42 seconds", "3 minutes". */
export const secondsWords = (seconds: number): string => {
  if (seconds === 1) return "1 second";
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3_600)} hours`;
};

/** What the breaker does, in a sentence. */
export const breakerWords = ({ status, reopensInSeconds }: Dependency): string => {
  if (status === "closed") return "Calls go through.";
  if (status === "half-open") return "One call at a time is let through, to see whether it works.";
  return reopensInSeconds > 0
    ? `It kept failing: nothing is called for another ${secondsWords(reopensInSeconds)}.`
    : "It kept failing: the next call will show whether it works again.";
};

/** The last fault, and how long ago it was. */
export const faultWords = ({ lastFault }: Dependency): string =>
  lastFault === null ? "none" : `${lastFault.name}, ${secondsWords(lastFault.secondsAgo)} ago`;

/** What setting a mode does, before it is done. */
export const wishWords = (title: string, wish: Wish): string => {
  if (wish === "auto") return `${title} follows what is seen of it again.`;
  if (wish === "normal") return `Users are told nothing about ${title}, whatever is seen of it.`;
  if (wish === "degraded") {
    return `Users are told on every page that ${title} does not work as usual. Calls go on.`;
  }
  return `Nothing is called any more: whatever needs ${title} is refused or left out, and users are told on every page.`;
};
