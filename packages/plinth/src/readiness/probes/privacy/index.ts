import type { Probe } from "../../probe.ts";
import { erasedAccounts } from "./erased-accounts.ts";
import { foreignExports } from "./foreign-exports.ts";

/** Probes about exports and erasures. */
export const privacyProbes: readonly Probe[] = [erasedAccounts, foreignExports];
