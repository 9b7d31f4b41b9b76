import type { CodeMethod, FactorOverview, StepUpNeed } from "../../client/index.ts";

/** A way to confirm who is there. */
export type StepUpMethod = "password" | CodeMethod;

/**
 * What the person can confirm with, the handiest first. A password makes the proof fresh but does
 * not raise it: it is enough where the session has the level already.
 */
export const stepUpMethods = (
  need: StepUpNeed,
  overview: Pick<FactorOverview, "enabled" | "assurance" | "recoveryCodesLeft">,
): readonly StepUpMethod[] => {
  const byPassword: readonly StepUpMethod[] = need.level <= overview.assurance ? ["password"] : [];
  if (!overview.enabled) return byPassword;
  return [
    ...byPassword,
    "totp",
    ...(overview.recoveryCodesLeft > 0 ? (["recovery"] as const) : []),
  ];
};
