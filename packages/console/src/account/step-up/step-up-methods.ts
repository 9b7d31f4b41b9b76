import type { CodeMethod, FactorOverview, StepUpNeed } from "../../client/index.ts";

/** A way to confirm who is there. */
export type StepUpMethod = "passkey" | "password" | CodeMethod;

/** What the person has to confirm with, and what the session has proven so far. */
export interface StepUpWays
  extends Pick<FactorOverview, "enabled" | "assurance" | "recoveryCodesLeft"> {
  /** Whether there is a passkey, and this browser can use it. */
  readonly hasPasskey: boolean;
}

/**
 * What the person can confirm with, the handiest first. A password makes the proof fresh but does
 * not raise it: it is enough where the session has the level already.
 */
export const stepUpMethods = (need: StepUpNeed, ways: StepUpWays): readonly StepUpMethod[] => {
  const candidates: readonly (readonly [method: StepUpMethod, isThere: boolean])[] = [
    ["passkey", ways.hasPasskey],
    ["password", need.level <= ways.assurance],
    ["totp", ways.enabled],
    ["recovery", ways.enabled && ways.recoveryCodesLeft > 0],
  ];
  return candidates.filter(([, isThere]) => isThere).map(([method]) => method);
};
