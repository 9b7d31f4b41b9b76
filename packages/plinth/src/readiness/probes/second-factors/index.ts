import type { Probe } from "../../probe.ts";
import { recoveryCodes } from "./recovery-codes.ts";
import { secondFactorAsked } from "./second-factor-asked.ts";
import { secondFactorLockout } from "./second-factor-lockout.ts";
import { stepUp } from "./step-up.ts";
import { stepUpFixation } from "./step-up-fixation.ts";
import { usedCodes } from "./used-codes.ts";

/** Probes about second factors. */
export const secondFactorsProbes: readonly Probe[] = [
  recoveryCodes,
  secondFactorAsked,
  secondFactorLockout,
  stepUp,
  stepUpFixation,
  usedCodes,
];
