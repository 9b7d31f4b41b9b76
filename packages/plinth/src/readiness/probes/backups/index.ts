import type { Probe } from "../../probe.ts";
import { backupsProven } from "./backups-proven.ts";

/** Probes about backups. */
export const backupsProbes: readonly Probe[] = [backupsProven];
