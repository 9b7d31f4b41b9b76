import type { Probe } from "../../probe.ts";
import { forwardedFor } from "./forwarded-for.ts";
import { limitByAddress } from "./limit-by-address.ts";
import { limitByUser } from "./limit-by-user.ts";
import { limitsAnnounced } from "./limits-announced.ts";
import { limitsApart } from "./limits-apart.ts";

/** Probes about limits. */
export const limitsProbes: readonly Probe[] = [
  forwardedFor,
  limitByAddress,
  limitByUser,
  limitsAnnounced,
  limitsApart,
];
