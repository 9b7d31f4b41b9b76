import type { Probe } from "../../probe.ts";
import { addressBlocks } from "./address-blocks.ts";
import { callersToldApart } from "./callers-told-apart.ts";
import { connectionCap } from "./connection-cap.ts";
import { forwardedFor } from "./forwarded-for.ts";
import { limitByAddress } from "./limit-by-address.ts";
import { limitByTier } from "./limit-by-tier.ts";
import { limitByUser } from "./limit-by-user.ts";
import { limitStatsGuarded } from "./limit-stats-guarded.ts";
import { limitsAnnounced } from "./limits-announced.ts";
import { limitsApart } from "./limits-apart.ts";
import { quotaHeld } from "./quota-held.ts";

/** Probes about limits. */
export const limitsProbes: readonly Probe[] = [
  addressBlocks,
  callersToldApart,
  connectionCap,
  forwardedFor,
  limitByAddress,
  limitByTier,
  limitByUser,
  limitStatsGuarded,
  limitsAnnounced,
  limitsApart,
  quotaHeld,
];
