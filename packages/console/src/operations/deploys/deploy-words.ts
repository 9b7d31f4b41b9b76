import type { Deploy, DeployList } from "./deploys-api.ts";

/** How grave an outcome is. */
export type OutcomeTone = "ok" | "plain" | "warn" | "danger";

const TONES: Readonly<Record<string, OutcomeTone>> = {
  deployed: "ok",
  checked: "plain",
  refused: "warn",
  "rolled back": "danger",
  undone: "danger",
};

/** The tone of an outcome; one that nobody knows is worth a look. */
export const toneOf = ({ outcome }: Pick<Deploy, "outcome">): OutcomeTone =>
  TONES[outcome] ?? "warn";

/** Which checks passed, in words. */
export const gateWords = ({ gates }: Pick<Deploy, "gates">): string => {
  if (gates === null) return "none were made";
  const passed = `${gates.passed} passed`;
  return gates.others.length === 0 ? passed : `${passed}; ${gates.others.join(", ")}`;
};

/** Whether there is a way back, in words; undefined where nothing was ever deployed. */
export const wayBackWords = ({ isDeployed, hasWayBack }: DeployList): string | undefined => {
  if (!isDeployed) return undefined;
  return hasWayBack
    ? "plinth deploy rollback brings the release before back."
    : "No release is there to go back to.";
};

const MINUTE = 60;
/** Before and after a deploy; it shows at both sides what changed. */
const BEFORE = 15 * MINUTE;
const AFTER = 30 * MINUTE;

/** The time around a deploy, in seconds since the epoch; not past now. */
export const timeAround = ({ at }: Pick<Deploy, "at">, now: number): readonly [number, number] => {
  const moment = Math.floor(Date.parse(at) / 1_000);
  return [
    moment - BEFORE,
    Math.max(moment + MINUTE, Math.min(moment + AFTER, Math.floor(now / 1_000))),
  ];
};
